//! A list of types in a static variable of a function.

use crate::facts::MentionKind;
use crate::plan::{MentionClass, Rule, Run, Step, StepAt};

pub const RULE: Rule = Rule {
    name: "mention-static-local",
    ids: &["8"],
    summary: "a static list of types inside a function is made at each call",
    prose: "\
The address of a heap type is no constant, so a list of types cannot be a static variable. Inside a function it becomes an
ordinary one.",
    run: Run::Mention {
        class: MentionClass::StaticLocal,
        run: |cx| {
            let MentionKind::Element { variable, .. } = &cx.mention.kind else { return Ok(Vec::new()) };
            let local = cx.facts().locals.iter().find(|local| local.name == *variable);
            match local {
                Some(local) if local.ty.base == "PyTypeObject" && local.siblings == 1 => {
                    let declaration = local.declaration;
                    Ok([Step::Unstatic { declaration }, Step::reach(cx)]
                        .map(|step| StepAt { step, author: RULE.name })
                        .into())
                }
                _ => Err(cx.refuse(RULE.name, "8", "its address stands in a static variable")),
            }
        },
    },
};
