//! Fields that are set in ways that are not followed.

use crate::facts::{ArgKind, MentionKind};
use crate::plan::{FieldValue, Origin, Rule, Run, TypeCx, Verdict};
use crate::syntax::ast::Op;

pub const RULE: Rule = Rule {
    name: "guard-run-time",
    ids: &["FL-RT", "T-NEW-5", "T-DOC-6"],
    summary: "a field that is set under a condition, or not by a plain assignment, is not followed",
    prose: "\
`X.tp_new = f;` as a statement of its own, while the module comes up, says the same as the initializer, and so does
`X.tp_flags |= f;`. Anything else that writes to a field of the type (inside an `if`, in a function that runs later) has no
place in a spec, and neither has a value that is known at run time only.",
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
    if let Some(read) = cx.read_before_made() {
        let message = format!("a field of {} is read before the type is ready", cx.name());
        return Err(cx.refuse(RULE.name, "FL-RT", message).at(read, "read here").why(
            "a heap type is made where the static type becomes ready: there is nothing to read before",
        ));
    }
    let other = cx.fields.iter().find_map(|field| match field.origin {
        Origin::RunTime { statement, .. } if !is_constant(cx, field) => Some((field.name, statement)),
        _ => None,
    });
    let Some((field, statement)) = other else { return Ok(()) };
    let message = format!("{field} of {} is known at run time only", cx.name());
    let id = if field == "tp_doc" { "T-DOC-6" } else { "FL-RT" };
    Err(cx
        .refuse(RULE.name, id, message)
        .at(statement, "assigned here")
        .why("the slots of a spec are constants")
        .help("write the value in the initializer"))
}

/// Whether the value of a field that is set at run time can stand in a table of constants. Others speak of names, sizes,
/// flags; the base is an argument of the creation.
fn is_constant(cx: &TypeCx, field: &FieldValue) -> bool {
    const OTHERS: [&str; 7] =
        ["tp_base", "tp_bases", "tp_dict", "tp_name", "tp_basicsize", "tp_itemsize", "tp_flags"];
    if OTHERS.contains(&field.name) || field.name.starts_with("tp_as_") {
        return true;
    }
    match &field.value.kind {
        // What is copied from `object` is inherited.
        ArgKind::Field { base, .. } => base == "PyBaseObject_Type",
        ArgKind::Call(_) => false,
        ArgKind::Name(name) => cx.is_constant_name(name),
        _ => true,
    }
}
