//! The drifts a plan announces (D-...), and which observations each of them covers.
//!
//! Does not know whether a plan was right to announce one.

use super::{Pair, Sides, is_crash};

/// A drift that was announced for one type, or for all.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Announced {
    /// `kit.Node`, `Node`, or `*`.
    pub type_name: String,
    /// `D-MUTABLE`
    pub drift: String,
}

impl Announced {
    pub fn new(type_name: impl Into<String>, drift: impl Into<String>) -> Announced {
        Announced { type_name: type_name.into(), drift: drift.into() }
    }
}

/// A drift, and what it covers: names of checks, a final `*` for all that begin so.
struct Cover {
    drift: &'static str,
    checks: &'static [&'static str],
    /// Further condition on the two values.
    when: fn(&Sides, &Pair) -> bool,
}

const COVERS: [Cover; 12] = [
    Cover {
        drift: "D-MUTABLE",
        checks: &["flag.IMMUTABLETYPE", "change.*", "instance.set_class"],
        when: no_crash,
    },
    Cover {
        drift: "D-GC",
        checks: &["flag.HAVE_GC", "instance.tracked", "instance.size", "subclass.slots", "subclass.layout"],
        when: no_crash,
    },
    Cover {
        drift: "D-DOC",
        checks: &["type.doc", "type.text_signature", "type.signature", "member", "member.doc"],
        when: about_doc,
    },
    Cover {
        drift: "D-ENTRY",
        checks: &["type.module", "type.repr", "type.annotations", "pickle.*"],
        when: about_the_type,
    },
    // Seen by nothing but a project's own tests, which must say so themselves.
    Cover { drift: "D-FINAL", checks: &[], when: no_crash },
    Cover {
        drift: "D-METH",
        checks: &[
            "method.*",
            "member",
            "member.signature",
            "member.text_signature",
            "instance.holds",
            "life.self_cycle",
        ],
        when: about_calling,
    },
    Cover {
        drift: "D-SIZE",
        checks: &[
            "type.basicsize",
            "type.itemsize",
            "type.dictoffset",
            "type.weakrefoffset",
            "instance.size",
            "subclass.layout",
            "subclass.slots",
        ],
        when: no_crash,
    },
    Cover { drift: "D-NAME", checks: &["*"], when: only_the_name },
    Cover { drift: "D-MULTI", checks: &["multi.same_type"], when: no_crash },
    Cover { drift: "D-LAYOUT", checks: &["subclass.mixed"], when: no_crash },
    Cover { drift: OF_CAPSULE, checks: &["life.reimport"], when: keeps_types },
    Cover { drift: "D-BASE", checks: &["flag.BASETYPE", "subclass.*", "life.subclass*"], when: no_crash },
];

/// The drift has a meaning here.
pub fn is_known_drift(id: &str) -> bool {
    COVERS.iter().any(|cover| cover.drift == id)
}

/// The announced drift that explains the difference, if any.
pub(super) fn covering(sides: &Sides, pair: &Pair) -> Option<String> {
    let types = sides.types_of(pair.subject);
    let speaks_of = |said: &&Announced| {
        // One type in a capsule keeps the whole module.
        said.drift == OF_CAPSULE
            || said.type_name == "*"
            || types.iter().any(|label| is_named(sides, label, &said.type_name))
    };
    let covers = |said: &Announced| {
        COVERS.iter().any(|cover| {
            cover.drift == said.drift
                && cover.checks.iter().any(|pattern| matches(pattern, pair.check))
                && (cover.when)(sides, pair)
        })
    };
    sides.announced.iter().filter(speaks_of).find(|said| covers(said)).map(|said| said.drift.clone())
}

/// A plan knows types by `tp_name`; a label is the name of an attribute, or `<tp_name>`.
fn is_named(sides: &Sides, label: &str, name: &str) -> bool {
    let last = name.rsplit('.').next();
    label == name
        || label.trim_matches(['<', '>']) == name
        || sides.before.get("type.repr", label) == Some(&format!("<class '{name}'>"))
        || (last == Some(name) && full_names(sides, label).iter().any(|full| full.rsplit('.').next() == last))
}

/// `module.qualname` of a type, before and after.
fn full_names(sides: &Sides, label: &str) -> Vec<String> {
    let repr = |side: &super::Observations| {
        let text = side.get("type.repr", label)?;
        Some(text.strip_prefix("<class '")?.strip_suffix("'>")?.to_owned())
    };
    [sides.before, sides.after].into_iter().filter_map(repr).collect()
}

fn matches(pattern: &str, check: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => check.starts_with(start),
        None => pattern == check,
    }
}

/// A capsule owns a type, which the collector does not see.
const OF_CAPSULE: &str = "A-CAPSULE";

/// Types stay when their module went, and nothing else does.
fn keeps_types(_: &Sides, pair: &Pair) -> bool {
    pair.after.is_some_and(|after| {
        after.starts_with("problem: ") && after.ends_with(" types stay behind each time")
    })
}

/// There still is something to see.
fn no_crash(_: &Sides, pair: &Pair) -> bool {
    pair.after.is_some_and(|after| !is_crash(after))
}

/// Of a member only `__doc__`.
fn about_doc(_: &Sides, pair: &Pair) -> bool {
    !pair.check.starts_with("member") || pair.subject.ends_with(".__doc__")
}

/// Of what is pickled only that pickle does not find the type any more.
fn about_the_type(sides: &Sides, pair: &Pair) -> bool {
    let is_pickled = pair.check.starts_with("pickle.");
    no_crash(sides, pair) && (!is_pickled || pair.after.is_some_and(|after| after.starts_with("raises ")))
}

/// Another wording of a refused call, or another kind of method object; never another result.
fn about_calling(sides: &Sides, pair: &Pair) -> bool {
    let refused = |value: Option<&str>| value.is_some_and(|value| value.starts_with("raises TypeError"));
    let of_object = pair.check == "method.type" || pair.check.starts_with("member");
    no_crash(sides, pair) && (of_object || (refused(pair.before) && refused(pair.after)))
}

/// The two values are the same but for the type's name, and for what finds the type by it.
fn only_the_name(sides: &Sides, pair: &Pair) -> bool {
    let (Some(before), Some(after)) = (pair.before, pair.after) else { return false };
    if pair.check.starts_with("pickle.") && before.ends_with(" on builtins failed") && !is_crash(after) {
        return true;
    }
    if ["type.name", "type.qualname", "type.module"].contains(&pair.check)
        || pair.subject.ends_with(".__module__")
    {
        return true;
    }
    let renamed = |label: &&str| {
        let names = full_names(sides, label);
        // The wording of a heap type, which cannot be avoided.
        let worded = before.replace("does not support item deletion", "doesn't support item deletion");
        matches!(&names[..], [old, new] if [before, &worded].contains(&after.replace(new, old).as_str()))
    };
    sides.types_of(pair.subject).iter().any(renamed)
}
