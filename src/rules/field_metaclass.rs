//! The metaclass in the head of a type object.

use crate::facts::ArgKind;
use crate::plan::{Claims, Draft, Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "field-metaclass",
    ids: &["T-META-1", "T-META-3"],
    summary: "a metaclass other than type is refused",
    prose: "\
`PyType_FromModuleAndSpec` makes types whose metaclass is `type`. The head says which metaclass a static type has: NULL
and `&PyType_Type` are what it is anyway.",
    run: Run::Field { claims: Claims::Fields(&[]), run },
};

fn run(cx: &TypeCx, _: &mut Draft) -> Verdict {
    let Some(head) = &cx.def.head else { return Ok(()) };
    let stock = match &head.metaclass.kind {
        ArgKind::Null => true,
        ArgKind::Address(name) => name == "PyType_Type",
        _ => head.metaclass.names.last().is_some_and(|name| name == "PyType_Type"),
    };
    if stock {
        return Ok(());
    }
    let message = format!("{} uses a metaclass", cx.name());
    Err(cx
        .refuse(RULE.name, "R-META-OLD", message)
        .at(head.metaclass.span, "this metaclass")
        .why("CPython below 3.12 cannot create such a type from a spec")
        .help("keep the type static"))
}
