//! Output that keeps to the limited API.

use crate::plan::{Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "guard-limited",
    ids: &[],
    summary: "nothing is written for the limited API yet",
    prose: "\
With `--limited-api` the result may only use what `Py_LIMITED_API` has: no fields of type objects, no `tp_free` of an
object's type, functions in place of macros. What the rules print is not held against that yet, so every type stays.",
    run: Run::Guard(check),
};

fn check(cx: &TypeCx) -> Verdict {
    if cx.cx.settings.target.limited.is_none() {
        return Ok(());
    }
    let message = format!("{} is not written for the limited API: that is not done yet", cx.name());
    Err(cx.refuse(RULE.name, "", message).at(cx.def.name.span, "this type").help("leave --limited-api out"))
}
