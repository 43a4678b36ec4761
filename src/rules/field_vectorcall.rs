//! `tp_vectorcall`: how the type itself is called.

use crate::plan::{AfterCreation, Claims, Draft, Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "field-vectorcall",
    ids: &["T-VEC-2", "T-VEC-3"],
    summary: "the function that calls the type itself is set right after the type is made",
    prose: "\
`tp_vectorcall` is a short cut past `tp_new` and `tp_init`. No slot stands for it before CPython 3.14, so it is set when
the type is made, before anybody can see the type. Python subclasses do not inherit it, as before.",
    run: Run::Field { claims: Claims::Fields(&["tp_vectorcall"]), run },
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    for field in cx.values("tp_vectorcall") {
        if !field.conditions.is_empty() {
            let message = format!("tp_vectorcall of {} stands under a condition", cx.name());
            return Err(cx.refuse(RULE.name, "T-VEC-2", message).at(field.value.span, "this value"));
        }
        draft.after.push(AfterCreation::Vectorcall { function: field.value.core });
    }
    Ok(())
}
