//! The type's address as a value, and its fields as they are read.

use super::guard_capsule;
use crate::capi::calls::{Role, role_of};
use crate::diagnostic::Diagnostic;
use crate::facts::Call;
use crate::plan::{Collection, MentionClass, MentionCx, Rule, Run, Step, StepAt};

pub const RULE: Rule = Rule {
    name: "mention-pointer",
    ids: &["5.7", "8", "AL-6", "MOD-5", "R-CAPSULE"],
    summary: "&X is read from the module state",
    prose: "\
An argument, one side of a comparison, what is assigned or returned: the pointer comes from the module state. Casts and
everything around it stay as they are. A type that is put into a variable which all interpreters share stays static,
unless that is a struct which a capsule hands out (see guard-capsule).",
    run: Run::Mention {
        class: MentionClass::Pointer,
        run: |cx| {
            let holder = cx.shared_holder();
            match (holder, cx.handed_out(holder)) {
                (Some(holder), None) => Err(cx.refuse_shared(RULE.name, holder)),
                (None, _) if is_raw(cx) => Err(raw(cx)),
                (_, handed) => {
                    let handed = handed.map(|step| StepAt { step, author: guard_capsule::RULE.name });
                    Ok(handed.into_iter().chain(reach(cx)).collect())
                }
            }
        },
    },
};

pub const MEMBER: Rule = Rule {
    name: "mention-member",
    ids: &["8", "AL-4", "T-NAME-6", "T-DICT-1", "FL-IMM-2", "MOD-12"],
    summary: "X.tp_alloc is read through the pointer in the module state",
    prose: "A field that is read of the static type is read of the heap type: `X.tp_alloc` is `state->X->tp_alloc`.
`X.tp_name == NULL` before a call that fills the struct sequence `X` asks whether it is filled: `state->X == NULL`.",
    run: Run::Mention {
        class: MentionClass::Member,
        run: |cx| match cx.asked_if_filled() {
            Some(step) => Ok(vec![StepAt { step, author: MEMBER.name }]),
            None => Ok(reach(cx)),
        },
    },
};

/// `PyObject_Init(memory, &X)`, and the type becomes collected.
fn is_raw(cx: &MentionCx) -> bool {
    let inits = |(call, index): (&Call, usize)| matches!(role_of(&call.callee), Some(Role::InitObject { ty }) if ty == index);
    let gains = |one: &Collection| matches!(one, Collection::Added { .. } | Collection::WithBase { .. });
    let added = cx.draft.is_some_and(|draft| gains(&draft.collection));
    added && cx.call().is_some_and(inits)
}

fn raw(cx: &MentionCx) -> Diagnostic {
    let why = "it becomes collected, and this memory has no room for the collector's head";
    cx.refuse(RULE.name, "AL-6", why).help("make the object with PyObject_New, which is converted")
}

fn reach(cx: &MentionCx) -> Vec<StepAt> {
    vec![StepAt { step: Step::reach(cx), author: RULE.name }]
}
