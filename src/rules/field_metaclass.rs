//! The metaclass in the head of a type object.

use crate::capi::version::Version;
use crate::diagnostic::Diagnostic;
use crate::facts::{ArgKind, Value};
use crate::plan::{Claims, Draft, Rule, Run, TypeCx, Verdict};
use crate::source::Span;

pub const RULE: Rule = Rule {
    name: "field-metaclass",
    ids: &["T-META-1", "T-META-2", "T-META-3", "T-META-4", "T-META-5", "R-META-DATA"],
    summary: "a metaclass other than type is refused",
    prose: "\
`PyType_FromModuleAndSpec` makes types whose metaclass is `type`: below CPython 3.12 always, later unless a base has
another one. The head says which metaclass a static type has: NULL and `&PyType_Type` are what it is anyway, as long as no
base has another. A metaclass with a `tp_new` of its own is refused by every way to make a type from a spec.",
    run: Run::Field { claims: Claims::Fields(&[]), run },
};

fn run(cx: &TypeCx, _: &mut Draft) -> Verdict {
    let Some(head) = &cx.def.head else { return Ok(()) };
    if !is_stock(&head.metaclass) {
        return Err(refusal(cx, cx, head.metaclass.span));
    }
    let Some(base) = base_with_metaclass(cx) else { return Ok(()) };
    if head.metaclass.kind == ArgKind::Null {
        return Err(refusal(cx, &base, cx.def.name.span));
    }
    let message =
        format!("{} says that its metaclass is type, and {} has another one", cx.name(), base.name());
    Err(cx
        .refuse(RULE.name, "R-META-MIX", message)
        .at(head.metaclass.span, "written here")
        .why("a heap type gets the metaclass of its base, or none of CPython's ways to make one takes it")
        .help("keep the type static"))
}

/// NULL, or `type` itself.
fn is_stock(metaclass: &Value) -> bool {
    match &metaclass.kind {
        ArgKind::Null => true,
        ArgKind::Address(name) => name == "PyType_Type",
        _ => metaclass.names.last().is_some_and(|name| name == "PyType_Type"),
    }
}

/// The nearest type of the module up the chain of bases that has a metaclass of its own.
fn base_with_metaclass<'a>(cx: &TypeCx<'a>) -> Option<TypeCx<'a>> {
    let base = cx.local_base()?;
    let own = base.def.head.as_ref().is_some_and(|head| !is_stock(&head.metaclass));
    if own { Some(base) } else { base_with_metaclass(&base) }
}

/// `owner` is the type that has the metaclass: `cx` itself, or a base of it.
fn refusal(cx: &TypeCx, owner: &TypeCx, at: Span) -> Diagnostic {
    let makes =
        owner.local_metaclass().is_some_and(|meta| TypeCx::new(cx.cx, meta).field("tp_new").is_some());
    let is_old = cx.cx.settings.target.lowest < Version::of(12);
    let message = format!("{} uses a metaclass", cx.name());
    let (id, why) = match (is_old, makes) {
        (true, _) => ("R-META-OLD", "CPython below 3.12 cannot create such a type from a spec"),
        (false, true) => ("R-META-NEW", "no way to make a type from a spec calls the metaclass's tp_new"),
        (false, false) if keeps_data(owner) => (
            "R-META-DATA",
            "the metaclass keeps data of its own in the dict of each class, by C code that expects a static type",
        ),
        (false, false) => ("T-META-3", "types made by PyType_FromMetaclass are not written yet"),
    };
    cx.refuse(RULE.name, id, message).at(at, "its metaclass").why(why).help("keep the type static")
}

/// Whether a function of the metaclass puts something of its own in place of a class's dict, as `StgDict` of ctypes.
fn keeps_data(owner: &TypeCx) -> bool {
    let Some(meta) = owner.local_metaclass().map(|meta| TypeCx::new(owner.cx, meta)) else { return false };
    let mut functions = meta.fields.iter().filter_map(|field| meta.function(field.name));
    functions.any(|(_, function)| function.idents.iter().any(|name| name == "tp_dict"))
}
