//! Instances that are allocated as a variable says: `PyObject_New(S, type)` in `tp_new`.

use crate::capi::calls::{Role, role_of};
use crate::diagnostic::Diagnostic;
use crate::facts::{Arg, ArgKind, Call, track_place};
use crate::link::{FnId, Owner};
use crate::plan::{Collection, Draft, Rule, Run, Step, StepAt, TypeCx, Verdict, Visit};

pub const RULE: Rule = Rule {
    name: "body-allocate",
    ids: &["AL-2"],
    summary: "PyObject_New on the class that tp_new is given makes room for the collector's head",
    prose: "\
A type that becomes collected needs the collector's head on each instance, those too that its `tp_new` allocates on the
class it is given: `PyObject_New(S, type)` becomes `PyObject_GC_New`, and the new object is tracked when its fields are set.",
    run: Run::Body(run),
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    let visits = match &draft.collection {
        Collection::Added { visits } => visits,
        Collection::WithBase { .. } => {
            return allocations(cx).first().map_or(Ok(()), |(_, call, _)| Err(refusal(cx, call)));
        }
        _ => return Ok(()),
    };
    let fields: Vec<String> = visits.iter().flat_map(Visit::fields).collect();
    let mut steps = Vec::new();
    for (function, call, var) in allocations(cx) {
        let place = match is_own_new(cx, function) {
            true => track_place(cx.cx.project.function(function), call, &fields),
            false => None,
        };
        let Some(place) = place else { return Err(refusal(cx, call)) };
        let step = Step::AllocateCollected { callee: call.name_span, var };
        steps.push(StepAt { step, author: RULE.name });
        steps.extend(place.before.into_iter().map(|before| {
            let step = Step::Track { function, variable: place.variable.clone(), before };
            StepAt { step, author: RULE.name }
        }));
    }
    draft.steps.extend(steps);
    Ok(())
}

/// The allocations without a collector's head of what may be an instance, whose type is a variable.
fn allocations<'a>(cx: &TypeCx<'a>) -> Vec<(FnId, &'a Call, bool)> {
    let mut found = Vec::new();
    for id in cx.cx.module.functions(cx.cx.project) {
        for call in &cx.cx.project.function(id).calls {
            let Some(Role::Allocate { ty, gc: false, var }) = role_of(&call.callee) else { continue };
            let is_variable = matches!(call.args.get(ty), Some(Arg { kind: ArgKind::Name(_), .. }));
            // `PyObject_New(S, type)` names the struct, `_PyObject_New(type)` does not.
            let may_be = match ty {
                0 => is_own_new(cx, id),
                _ => is_of_struct(cx, &call.args[0]) || is_own_new(cx, id),
            };
            if is_variable && may_be {
                found.push((id, call, var));
            }
        }
    }
    found
}

fn is_of_struct(cx: &TypeCx, arg: &Arg) -> bool {
    let ArgKind::Name(name) = &arg.kind else { return false };
    cx.record.is_some_and(|record| record.names.contains(name))
}

/// Whether a function is the type's `tp_new`, and nobody else's.
fn is_own_new(cx: &TypeCx, function: FnId) -> bool {
    let is_own = cx.function("tp_new").is_some_and(|(id, _)| id == function);
    is_own && cx.cx.module.entries_of(function).iter().all(|one| one.owner == Owner::Type(cx.id))
}

fn refusal(cx: &TypeCx, call: &Call) -> Diagnostic {
    let message = format!(
        "{} becomes collected, and it is not known when an instance that is made here is complete",
        cx.name()
    );
    cx.refuse(RULE.name, "AL-2", message)
        .at(call.span, "made as a variable says")
        .why("the collector's head must be there from the start, and the collector may look only when all fields are set")
        .help("allocate with type->tp_alloc(type, 0), which does both")
}
