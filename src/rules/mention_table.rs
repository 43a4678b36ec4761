//! Types and variables in file-level initializers.

use crate::plan::{Rule, Run, StaticCx};

pub const RULE: Rule = Rule {
    name: "mention-table",
    ids: &["8", "AL-7", "X-3"],
    summary: "a type in a file-level initializer keeps it static",
    prose: "\
The address of a heap type is no constant, so a table that is filled at compile time cannot hold it.",
    run: Run::Static(|cx: &StaticCx| {
        if cx.is_type_field() {
            return Ok(Vec::new());
        }
        let message = format!("its address stands in {}, which is filled at compile time", cx.use_.variable);
        Err(cx.refuse(RULE.name, "8", &message))
    }),
};
