//! Types that other libraries can name.

use crate::plan::{Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "guard-exported",
    ids: &["T-BASE-6", "R-EXPORTED", "R-BASE-EXPORTED", "X-2"],
    summary: "a type that is exported to other libraries stays static",
    prose: "\
`PyAPI_DATA(PyTypeObject) X;` says that other libraries use `X` by its address, and may derive types from it: a static
type may not have a heap type as its base. What they do is not seen here. Hand the type out by a function or a capsule
instead; or, if nothing outside names it, say so in the configuration: `types.X.exported = \"confirm\"`.",
    run: Run::Guard(check),
};

fn check(cx: &TypeCx) -> Verdict {
    let Some(declared) = cx.cx.exported(cx.name()) else { return Ok(()) };
    if cx.cx.statement(cx.name(), "exported") == Some("confirm") {
        return Ok(());
    }
    let name = cx.name();
    let (id, why) = match cx.has_flag("Py_TPFLAGS_BASETYPE") {
        true => (
            "R-BASE-EXPORTED",
            "a type of theirs that derives from it cannot be made: a static type may not have a heap base",
        ),
        false => ("R-EXPORTED", "code that takes its address is not seen here, and the address is no more"),
    };
    Err(cx
        .refuse(RULE.name, id, format!("{name} is exported to other libraries"))
        .at(declared, "declared here")
        .why(why)
        .help(format!(
            "give it out by a function or a capsule; if nothing outside names it, say `types.{name}.exported = \"confirm\"` in \
             the configuration"
        )))
}
