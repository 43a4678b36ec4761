//! The type's address as a value, and its fields as they are read.

use crate::plan::{MentionClass, MentionCx, Rule, Run, Step, StepAt};

pub const RULE: Rule = Rule {
    name: "mention-pointer",
    ids: &["5.7", "8"],
    summary: "&X is read from the module state",
    prose: "\
An argument, one side of a comparison, what is assigned or returned: the pointer comes from the module state. Casts and
everything around it stay as they are.",
    run: Run::Mention { class: MentionClass::Pointer, run: |cx| Ok(reach(cx)) },
};

pub const MEMBER: Rule = Rule {
    name: "mention-member",
    ids: &["8", "AL-4", "T-NAME-6"],
    summary: "X.tp_alloc is read through the pointer in the module state",
    prose: "A field that is read of the static type is read of the heap type: `X.tp_alloc` is `state->X->tp_alloc`.",
    run: Run::Mention { class: MentionClass::Member, run: |cx| Ok(reach(cx)) },
};

fn reach(cx: &MentionCx) -> Vec<StepAt> {
    vec![StepAt { step: Step::reach(cx), author: RULE.name }]
}
