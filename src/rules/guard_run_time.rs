//! Fields that are set in ways that are not followed.

use crate::facts::MentionKind;
use crate::plan::{Rule, Run, TypeCx, Verdict};
use crate::syntax::ast::Op;

pub const RULE: Rule = Rule {
    name: "guard-run-time",
    ids: &["FL-RT", "T-NEW-5"],
    summary: "a field that is set under a condition, or not by a plain assignment, is not followed",
    prose: "\
`X.tp_new = f;` as a statement of its own, while the module comes up, says the same as the initializer, and so does
`X.tp_flags |= f;`. Anything else that writes to a field of the type (inside an `if`, in a function that runs later) has no
place in a spec.",
    run: Run::Guard(run),
};

fn run(cx: &TypeCx) -> Verdict {
    for (function, mention) in &cx.mentions {
        let MentionKind::MemberWrite { field, statement, op, .. } = &mention.kind else { continue };
        let folds = *op == Op::Assign || (*op == Op::BitOr && field.text == "tp_flags");
        let simple = statement.is_some() && folds && mention.anchor.depth == 1 && !mention.anchor.nested;
        if !simple || !cx.runs_in_init(*function) {
            let message = format!("{} of {} is set in a way that is not followed", field.text, cx.name());
            return Err(cx.refuse(RULE.name, "FL-RT", message).at(mention.anchor.span, "here"));
        }
    }
    Ok(())
}
