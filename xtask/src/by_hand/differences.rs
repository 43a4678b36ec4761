//! Where a type made by the tool and the same type made by hand differ, and which rule says why.

use std::collections::BTreeSet;

use super::reach::Reach;
use super::shape::Shape;

/// Who is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judgement {
    /// The hand conversion changed what Python code sees, and CPython has had reports of the kind.
    TheirMistake,
    /// Both are right, ours is as the static type was.
    OursAsBefore,
    /// CPython changed the type since, for reasons of its own.
    LaterChange,
    /// Nobody has said why yet.
    Unexplained,
}

/// One difference.
#[derive(Clone, Debug)]
pub struct Difference {
    pub what: String,
    /// What the static type had, what the tool made of it, what people made of it.
    pub values: [Option<String>; 3],
    pub judgement: Judgement,
    /// The id of the rule, and its reason in this place.
    pub why: &'static str,
}

/// A type before, as the tool makes it, and as it was made by hand.
pub struct Trio<'a> {
    pub was: &'a Shape,
    pub ours: &'a Shape,
    pub theirs: &'a Shape,
}

impl Trio<'_> {
    pub fn differences(&self) -> Vec<Difference> {
        [self.flags(), self.slots(), self.reach()].concat()
    }

    /// Flags and slots that are the same in both.
    pub fn same(&self) -> usize {
        let flags = self.ours.flags.intersection(&self.theirs.flags).count();
        flags + self.ours.slots.keys().filter(|slot| self.theirs.slots.contains_key(*slot)).count()
    }

    fn flags(&self) -> Vec<Difference> {
        let differing = self.ours.flags.symmetric_difference(&self.theirs.flags);
        let one = |flag: &String| {
            let [was, ours, theirs] =
                [self.was, self.ours, self.theirs].map(|shape| shape.flags.contains(flag));
            let (judgement, why) = judge_flag(flag, [was, ours, theirs]);
            let yes = |is: bool| is.then(|| "yes".to_owned());
            let values = [yes(was), yes(ours), yes(theirs)];
            Difference { what: flag.clone(), values, judgement, why }
        };
        differing.map(one).collect()
    }

    fn slots(&self) -> Vec<Difference> {
        let names: BTreeSet<&String> = self.ours.slots.keys().chain(self.theirs.slots.keys()).collect();
        let one = |slot: &String| {
            let values = [self.was, self.ours, self.theirs].map(|shape| shape.slots.get(slot).cloned());
            // A slot that both fill is the same slot: what it is called by now says nothing.
            let [was, ours, theirs] = values.each_ref().map(Option::as_deref);
            let is_stock = |value: Option<&str>| value.is_some_and(|name| name.starts_with("Py"));
            if ours.is_some() == theirs.is_some() && is_stock(ours) == is_stock(theirs) {
                return None;
            }
            let (judgement, why) = judge_slot(slot, [was, ours, theirs], self);
            Some(Difference { what: slot.clone(), values, judgement, why })
        };
        names.into_iter().filter_map(one).collect()
    }

    /// Functions that both have, and that come by the state in different ways.
    fn reach(&self) -> Vec<Difference> {
        let one = |(function, &ours): (&String, &Reach)| {
            // Argument Clinic, where it came later, splits a function in two.
            let theirs = &self.theirs.reach;
            let found = theirs.get(function).or_else(|| theirs.get(&format!("{function}_impl")))?;
            let (judgement, why) = judge_reach(ours, *found)?;
            let values = [None, Some(ours.to_string()), Some(found.to_string())];
            Some(Difference { what: format!("state in {function}"), values, judgement, why })
        };
        self.ours.reach.iter().filter_map(one).collect()
    }
}

type Judged = (Judgement, &'static str);

const NO_REFERENCE: &str = "GC-4: it owns no reference, so that nothing through it can be a cycle";

const UNEXPLAINED: Judged = (Judgement::Unexplained, "");

fn judge_flag(flag: &str, [was, ours, theirs]: [bool; 3]) -> Judged {
    use Judgement::{LaterChange, OursAsBefore, TheirMistake};
    match (flag, was, ours, theirs) {
        ("DISALLOW_INSTANTIATION", false, true, false) => (
            TheirMistake,
            "T-NEW-1: the static type could not be called; made by hand, it can, and its parts are missing",
        ),
        ("IMMUTABLETYPE", _, true, false) => {
            (TheirMistake, "FL-IMM-1: a static type cannot be changed from Python")
        }
        ("HAVE_GC", false, true, false) => {
            (OursAsBefore, "GC-4: it owns references, or its own dict or the module may keep an instance")
        }
        ("HAVE_GC", false, false, true) => (OursAsBefore, NO_REFERENCE),
        ("BASETYPE", true, true, false) => {
            (LaterChange, "FL-BASE: who may derive from a type is not the migration's to change")
        }
        ("SEQUENCE" | "MAPPING", false, false, true) => {
            (LaterChange, "FL-PM: copied, never added; the source was older than the flag")
        }
        ("HAVE_VECTORCALL", false, false, true) => (LaterChange, "FL-VEC-1: copied, never added"),
        ("METHOD_DESCRIPTOR", false, false, true) => (LaterChange, "FL-MD-1: copied, never added"),
        ("DEFAULT", false, false, true) => {
            (OursAsBefore, "FL-DEF: as written; CPython adds what DEFAULT stands for")
        }
        ("MANAGED_DICT" | "MANAGED_WEAKREF", false, false, true) => {
            (LaterChange, "T-OFF-4: objects are laid out as before")
        }
        _ => UNEXPLAINED,
    }
}

fn judge_slot(slot: &str, [was, ours, theirs]: [Option<&str>; 3], trio: &Trio) -> Judged {
    use Judgement::{LaterChange, OursAsBefore, TheirMistake};
    let kept = was.is_some() == ours.is_some();
    match slot {
        "tp_free" if was != ours && was.is_none_or(|name| name.starts_with("Py")) => {
            (OursAsBefore, "T-ALLOC-1: left out, so that CPython fills in the one that fits")
        }
        "tp_free" | "tp_alloc" if kept => (OursAsBefore, "T-ALLOC-1: the stock function, which both have"),
        "tp_new" if was == Some("PyType_GenericNew") && theirs.is_none() => {
            (TheirMistake, "T-NEW-3: without it `object.__new__` and old pickles are let in")
        }
        "tp_new" | "tp_init" if kept => {
            (LaterChange, "T-INIT-1: what `tp_init` does was moved to `tp_new`, or back")
        }
        "tp_getattro" | "tp_setattro" if kept && theirs.is_none() => {
            (OursAsBefore, "T-GETATTRO-1: copied, lest a base's be inherited")
        }
        "tp_traverse" | "tp_clear" if kept && trio.was.flags.contains("HAVE_GC") => {
            (LaterChange, "GC-1: a collected type keeps the protocol it had")
        }
        "tp_traverse" | "tp_clear" if theirs.is_some() && !trio.theirs.flags.contains("HAVE_GC") => {
            (TheirMistake, "T-TRAV-8: without HAVE_GC nobody calls it")
        }
        "tp_traverse" | "tp_clear" if ours.is_none() && !trio.ours.flags.contains("HAVE_GC") => {
            (OursAsBefore, NO_REFERENCE)
        }
        "tp_clear" if was.is_none() && ours.is_none() => (
            OursAsBefore,
            "T-CLEAR-2: methods read the fields untested, so a cycle is broken elsewhere in it (A-CLEAR)",
        ),
        "tp_traverse" if ours.is_some() && !trio.theirs.flags.contains("HAVE_GC") => {
            (OursAsBefore, "GC-4: it owns references, or its own dict or the module may keep an instance")
        }
        "tp_members" if was.is_none() && ours.is_some() => {
            (OursAsBefore, "T-OFF-2: offsets become members; by hand a managed layout")
        }
        "tp_weaklistoffset" | "tp_dictoffset" if kept && ours.is_some() => {
            (LaterChange, "T-OFF-4: objects are laid out as before")
        }
        "tp_vectorcall_offset" if kept => (LaterChange, "T-VEC-1: copied, never added"),
        _ if kept && was == ours => (LaterChange, "V-1: the type has what the static one had, and no more"),
        _ => UNEXPLAINED,
    }
}

fn judge_reach(ours: Reach, theirs: Reach) -> Option<Judged> {
    use Judgement::OursAsBefore;
    let why = match (ours, theirs) {
        _ if ours == theirs => return None,
        (Reach::ByDefinition, Reach::FromType) => {
            "M-1: the calling convention stays, and subclasses find it, too"
        }
        (Reach::ByDefinition, Reach::Instance) => "5.5: objects do not grow (D-SIZE)",
        (Reach::ByDefinition | Reach::LeftOrRight, Reach::LeftOrRight | Reach::ByDefinition) => {
            "5.1: which operand is an instance is known for some slots, and asked for the others"
        }
        (Reach::Parameter, _) => "5.1: the caller has it, and gives it",
        (_, Reach::Parameter) => "5.1: called from a table, too, where nobody gives it",
        _ => return Some(UNEXPLAINED),
    };
    Some((OursAsBefore, why))
}
