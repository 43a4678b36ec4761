//! Allocation of instances.

use crate::capi::calls::{Role, role_of};
use crate::diagnostic::Diagnostic;
use crate::facts::track_place;
use crate::plan::{Collection, MentionClass, MentionCx, Rule, Run, Step, StepAt, Visit};

pub const RULE: Rule = Rule {
    name: "mention-allocate",
    ids: &["AL-1", "AL-2", "AL-3", "AL-5", "AL-8"],
    summary: "PyObject_New makes instances of the heap type, with the collector's head where it needs one",
    prose: "\
The type is read from the module state; CPython takes the instance's reference to it. When the type becomes collected,
`PyObject_New` becomes `PyObject_GC_New`, and the new object is handed to the collector when all its fields are set: before
that they hold garbage.",
    run: Run::Mention { class: MentionClass::Allocate, run },
};

fn run(cx: &MentionCx) -> Result<Vec<StepAt>, Diagnostic> {
    let mut steps = vec![StepAt { step: Step::reach(cx), author: RULE.name }];
    let Some((call, _)) = cx.call() else { return Ok(steps) };
    let Some(Role::Allocate { gc: false, var, .. }) = role_of(&call.callee) else { return Ok(steps) };
    let fields = match cx.draft.map(|draft| &draft.collection) {
        Some(Collection::Added { visits }) => visits.iter().flat_map(Visit::fields).collect::<Vec<String>>(),
        Some(Collection::Kept | Collection::Inherited | Collection::WithBase { .. }) => {
            return Err(cx.refuse(
                RULE.name,
                "GC-1",
                "an instance is allocated without the collector's head",
            ));
        }
        _ => return Ok(steps),
    };
    let Some(place) = track_place(cx.facts(), call, &fields) else {
        return Err(cx.refuse(
            RULE.name,
            "AL-2",
            "it becomes collected, and the place where a new instance is complete is not found",
        ));
    };
    let callee = call.name_span;
    steps.push(StepAt { step: Step::AllocateCollected { callee, var }, author: RULE.name });
    for before in place.before {
        let step = Step::Track { function: cx.function, variable: place.variable.clone(), before };
        steps.push(StepAt { step, author: RULE.name });
    }
    Ok(steps)
}
