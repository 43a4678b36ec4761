//! `X.tp_new = f;`

use crate::facts::MentionKind;
use crate::plan::{MentionClass, Rule, Run, Step, StepAt};

pub const RULE: Rule = Rule {
    name: "mention-run-time",
    ids: &["T-NEW-4", "T-BASE-3", "T-DOC-6"],
    summary: "a field assigned while the module comes up moves into the spec",
    prose: "\
The assignment says the same as the initializer, and a reader looks for it there. It moves into the slots array, or into
the bases argument, and the statement goes.",
    run: Run::Mention {
        class: MentionClass::RunTimeField,
        run: |cx| match cx.mention.kind {
            // There is no spec that it could move into: the heap type is told the same.
            MentionKind::MemberWrite { .. } if cx.is_of_sequence() => {
                Ok(vec![StepAt { step: Step::reach(cx), author: RULE.name }])
            }
            MentionKind::MemberWrite { statement: Some(statement), .. } => {
                Ok(vec![StepAt { step: Step::DropStatement { statement }, author: RULE.name }])
            }
            _ => Err(cx.refuse(RULE.name, "FL-RT", "a field of the type is set inside a larger expression")),
        },
    },
};
