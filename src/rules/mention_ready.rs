//! `PyType_Ready`.

use crate::plan::{MentionClass, Rule, Run, Step, StepAt};

pub const RULE: Rule = Rule {
    name: "mention-ready",
    ids: &["MOD-5", "MOD-7"],
    summary: "PyType_Ready becomes the creation of the heap type",
    prose: "\
Where the module readied the static type while it came up, the heap type is made, and kept in the module state. A type
that is not readied there is made before its first use.",
    run: Run::Mention {
        class: MentionClass::Ready,
        run: |cx| match cx.makes_type() {
            true => Ok(Vec::new()),
            // Later on the type is ready for long, and asking again does nothing.
            false => Ok(vec![StepAt { step: Step::reach(cx), author: RULE.name }]),
        },
    },
};
