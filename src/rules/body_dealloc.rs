//! What a dealloc gains: it drops the object's reference to its type.

use crate::diagnostic::Diagnostic;
use crate::facts::{DeallocShape, FreeHow, Function, Revival, dealloc_shape, hands_on_finalizer};
use crate::link::FnId;
use crate::plan::{
    AfterCreation, Base, Claims, Collection, Draft, FreeList, Generated, Rule, Run, Slot, SlotValue, Step,
    StepAt, TypeCx, Verdict,
};

pub const RULE: Rule = Rule {
    name: "body-dealloc",
    ids: &[
        "T-DEALLOC-1",
        "T-DEALLOC-2",
        "T-DEALLOC-3",
        "T-DEALLOC-4",
        "T-DEALLOC-5",
        "T-DEALLOC-6",
        "T-DEALLOC-7",
        "T-DEALLOC-8",
        "T-DEALLOC-9",
        "T-DEALLOC-10",
        "T-DEALLOC-12",
        "T-DEALLOC-13",
        "D-FINAL",
    ],
    summary: "dealloc keeps the type, frees, and drops the type's reference",
    prose: "\
Every instance of a heap type owns a reference to its type. The dealloc function reads the type before anything is freed
and drops the reference after; a collected object leaves the collector first. An exit on which a finalizer brought the
object back drops nothing. A reference that is taken there for the type of a Python class goes: the dealloc of the class
drops the type only where its base is a static type. Any other question for `Py_TPFLAGS_HEAPTYPE` keeps the type static.
A type that has its dealloc from a base of the module gets that function for its own slot, or, where it is static in another
file, from the base once that is made.

A free list moves into the module state with its type. A parked instance owns no reference to its type: the dealloc drops
it as if it freed the instance, and whoever makes one alive again takes it. Nothing is parked when the module is gone, and
the module frees what is parked right before it lets go of the type.",
    run: Run::Field { claims: Claims::Fields(&["tp_dealloc"]), run },
};

/// Functions of CPython's that free an object and know nothing of its type: the type gets a dealloc of its own (T-DEALLOC-9).
const OF_API: [&str; 4] = ["PyObject_Del", "PyObject_Free", "PyObject_DEL", "PyObject_GC_Del"];

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    let Some(field) = cx.field("tp_dealloc") else { return without(cx, draft) };
    let target = field.value.target().unwrap_or_default();
    if OF_API.contains(&target) {
        let name = format!("{}_dealloc", cx.stem());
        draft.generated.push(Generated::Dealloc { name: name.clone() });
        draft.slots.push(Slot::of_field("Py_tp_dealloc", field, SlotValue::Named(name)));
        return Ok(());
    }
    draft.slots.push(Slot::of_field("Py_tp_dealloc", field, SlotValue::Written(field.value.core)));
    let Some((id, function)) = cx.function("tp_dealloc") else {
        let message = format!("the dealloc of {} is not defined in the files given", cx.name());
        return Err(cx.refuse(RULE.name, "T-DEALLOC-1", message).at(field.value.span, "this function"));
    };
    let is_dealloc = |name: &str| cx.is_dealloc_of_type(name);
    let hands_on = |name: &str| cx.function_named(name).is_some_and(hands_on_finalizer);
    let Some(shape) = dealloc_shape(function, &is_dealloc, &hands_on) else {
        let message = format!("{} has no named parameter for the object", function.name.text);
        return Err(cx.refuse(RULE.name, "T-DEALLOC-1", message).at(function.name.span, "this function"));
    };
    check(cx, &shape, function)?;
    draft.steps.extend(steps(cx, draft, id, &shape));
    if let Some(list) = cx.free_list() {
        draft.steps.extend(revive(cx, draft, &list?)?);
    }
    Ok(())
}

/// A type without a dealloc of its own.
fn without(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    let inherited = match cx.base {
        Base::Local(_) => cx.inherited("tp_dealloc"),
        _ => None,
    };
    match inherited {
        // T-DEALLOC-7: a static type copies its base's function; a heap type would get CPython's generic one.
        Some(name) if cx.can_name(&name) && !OF_API.contains(&name.as_str()) => {
            draft.slots.push(Slot::new("Py_tp_dealloc", "tp_dealloc", SlotValue::Named(name)));
        }
        Some(_) => draft.after.push(AfterCreation::OfBase { field: "tp_dealloc" }),
        None if cx.field("tp_finalize").is_some() || cx.field("tp_del").is_some() => {
            draft.drift("D-FINAL", "the finalizer starts to be called when an instance dies");
        }
        None => {}
    }
    Ok(())
}

/// What keeps a dealloc from being rewritten.
fn check(cx: &TypeCx, shape: &DeallocShape, function: &Function) -> Verdict {
    let name = function.name.span;
    let refuse = |id, message: String| cx.refuse(RULE.name, id, message);
    if let Some((span, why)) = shape.doubt {
        let message = format!("the ways through the dealloc of {} are not followed: {why}", cx.name());
        return Err(refuse("T-DEALLOC-2", message).at(span, "here"));
    }
    if let Some(span) = shape.heap_flag {
        let message = format!("the dealloc of {} asks whether its type is a heap type", cx.name());
        return Err(refuse("A-HEAPFLAG", message)
            .at(span, "here")
            .why("it was asked to tell Python subclasses apart; now the answer is always yes"));
    }
    check_trashcan(cx, shape, function)?;
    if shape.frees.is_empty() && !shape.kept.is_empty() {
        let message = format!("nothing in the dealloc of {} is known to free the object", cx.name());
        return Err(refuse("T-DEALLOC-1", message).at(name, "this function"));
    }
    if let Some(kept) = shape.kept.iter().find(|kept| !kept.resurrected) {
        let message = format!("the dealloc of {} can end without freeing the object", cx.name());
        return Err(refuse("A-FREELIST", message)
            .at(kept.span, "by this way")
            .why("an object that is kept for later keeps its reference to its type, and whoever uses it again must know")
            .help("if this is a free list, take it out: free the object whenever it dies"));
    }
    if let Some(variable) = shape.type_variable.as_ref().filter(|variable| variable.released) {
        let message = format!("the dealloc of {} releases {} already", cx.name(), variable.name);
        return Err(refuse("T-DEALLOC-3", message).at(name, "this function"));
    }
    Ok(())
}

/// An object whose deallocation is put off is still alive behind the region, so nothing of its end may stand there; and
/// the collector must have lost sight of it before.
fn check_trashcan(cx: &TypeCx, shape: &DeallocShape, function: &Function) -> Verdict {
    let Some(trashcan) = &shape.trashcan else { return Ok(()) };
    let refuse = |message: String| cx.refuse(RULE.name, "T-DEALLOC-6", message);
    if let Some(free) = shape.frees.iter().find(|free| !trashcan.holds(free.span)) {
        let message = format!("the dealloc of {} frees the object outside of its trashcan region", cx.name());
        return Err(refuse(message)
            .at(free.span, "freed here")
            .at(trashcan.end, "the region ends here")
            .why("an object whose deallocation is put off is not dead yet behind the region, and needs its type"));
    }
    if let Some(untrack) = shape.untrack.filter(|untrack| untrack.start > trashcan.begin.start) {
        let message =
            format!("the dealloc of {} leaves the collector inside of its trashcan region", cx.name());
        return Err(refuse(message)
            .at(untrack, "here")
            .why("the trashcan keeps its list in the collector's part of the object")
            .help("call PyObject_GC_UnTrack before Py_TRASHCAN_BEGIN"));
    }
    if let Some(exit) = function.returned.iter().find(|exit| trashcan.holds(exit.span)) {
        let message = format!("the dealloc of {} returns from inside of its trashcan region", cx.name());
        return Err(refuse(message)
            .at(exit.span, "here")
            .why("CPython counts how deep it is in such regions, and never gets out of this one"));
    }
    Ok(())
}

fn steps(cx: &TypeCx, draft: &Draft, function: FnId, shape: &DeallocShape) -> Vec<StepAt> {
    let mut steps = Vec::new();
    let mut push = |step| steps.push(StepAt { step, author: RULE.name });
    let collected = draft.collection.is_collected();
    for &statement in &shape.balances {
        push(Step::DropReasoned { statement });
    }
    let variable = match &shape.type_variable {
        Some(variable) => variable.name.clone(),
        // T-DEALLOC-5: the other dealloc does it all.
        None if shape.frees.iter().all(|free| matches!(free.how, FreeHow::Dealloc { .. })) => String::new(),
        None => {
            let variable = cx.free_name(function, &["tp", "type", "self_type"]);
            push(Step::SaveType { function, object: shape.object.clone(), variable: variable.clone() });
            variable
        }
    };
    if collected && shape.untrack.is_none() {
        push(Step::Untrack { function, object: shape.object.clone() });
    }
    let by_type = collected || cx.has_flag("Py_TPFLAGS_BASETYPE");
    // One drop behind the `if` serves the object that is parked and the one that is freed.
    let common = shape.parking.as_ref().map(|parking| parking.statement).filter(|&statement| {
        let only = matches!(&shape.frees[..], [free] if statement.contains(free.span));
        let facts = cx.cx.project.function(function);
        let leaves = facts.returned.iter().any(|exit| statement.contains(exit.span));
        only && facts.is_last(statement) && !leaves
    });
    if let Some(parking) = shape.parking.as_ref() {
        let after = common.unwrap_or(parking.last);
        push(Step::DropType { function, after, nested: false, variable: variable.clone() });
    }
    for free in &shape.frees {
        match &free.how {
            FreeHow::Function { name, gc: false } if by_type => {
                push(Step::FreeByType { callee: *name, variable: variable.clone() });
            }
            FreeHow::Function { .. } | FreeHow::BaseType { .. } => {}
            FreeHow::TypeFree { base, is_variable: false } => {
                push(Step::UseSavedType { base: *base, variable: variable.clone() });
            }
            FreeHow::TypeFree { .. } => {}
            // T-DEALLOC-5: the other one drops the type.
            FreeHow::Dealloc { .. } => continue,
        }
        if common.is_some() {
            continue;
        }
        let after = free.statement.unwrap_or(free.anchor.span);
        push(Step::DropType { function, after, nested: free.anchor.nested, variable: variable.clone() });
    }
    steps
}

/// Parked instances own no reference to their type: who makes one alive takes it.
fn revive(cx: &TypeCx, draft: &Draft, list: &FreeList) -> Result<Vec<StepAt>, Diagnostic> {
    if let Collection::Added { .. } | Collection::WithBase { .. } = draft.collection {
        let message = format!("{} becomes collected, and has a free list", cx.name());
        return Err(cx
            .refuse(RULE.name, "A-FREELIST", message)
            .at(list.parking.statement, "an instance is parked here")
            .why("an instance that is taken from it would have to be tracked again, where its fields are set")
            .help(format!(
                "give {} Py_TPFLAGS_HAVE_GC and a tp_traverse, or take the free list out",
                cx.name()
            )));
    }
    let silent = list.revivals.iter().filter(|(_, revival)| !revival.takes_type);
    let step =
        |revival: &Revival| Step::RetainType { variable: revival.variable.clone(), after: revival.statement };
    Ok(silent.map(|(_, revival)| StepAt { step: step(revival), author: RULE.name }).collect())
}
