//! `tp_flags`.

use crate::capi::version::Version;
use crate::plan::{
    Base, Claims, Collection, Draft, FieldValue, FlagTerm, Origin, Rule, Run, TypeCx, Verdict,
};

pub const RULE: Rule = Rule {
    name: "field-flags",
    ids: &["FL-DEF", "FL-BASE", "FL-GC", "FL-HEAP", "FL-IMM-1", "FL-IMM-3", "FL-MGD", "FL-INT", "D-MUTABLE", "T-OFF-4", "FL-VEC-1", "FL-VEC-2", "FL-MD-1", "FL-MD-2", "FL-PM", "FL-ABS", "FL-OLD", "FL-RT"],
    summary: "flags are copied, and the type stays immutable",
    prose: "\
What is written is copied; no flag is added or taken away, with two exceptions. Static types cannot be changed from
Python: `Py_TPFLAGS_IMMUTABLETYPE` keeps that (CPython 3.9 has no such flag, and D-MUTABLE is announced). And a type
whose instances the collector must see gains `Py_TPFLAGS_HAVE_GC`.",
    run: Run::Field { claims: Claims::Fields(&["tp_flags"]), run },
};

const VECTORCALL: &str = "Py_TPFLAGS_HAVE_VECTORCALL";
const METHOD_DESCRIPTOR: &str = "Py_TPFLAGS_METHOD_DESCRIPTOR";

/// FL-VEC-2: below CPython 3.11 a heap type does not inherit the flag that a static type inherits.
pub fn lacks_vectorcall(cx: &TypeCx) -> bool {
    is_old(cx)
        && cx.field("tp_call").is_none()
        && (inherits(cx, VECTORCALL) || !cx.has_flag(VECTORCALL) && derives_from_type(cx))
}

/// Whether instances are classes, which CPython calls by `tp_vectorcall`.
pub fn derives_from_type(cx: &TypeCx) -> bool {
    matches!(cx.root_base(), Base::Builtin { name, .. } if name == "PyType_Type")
}

fn is_old(cx: &TypeCx) -> bool {
    cx.cx.settings.target.lowest < Version::of(11)
}

/// Whether a base of the module has the flag, and the type itself does not write it.
fn inherits(cx: &TypeCx, flag: &str) -> bool {
    !cx.has_flag(flag) && cx.local_base().is_some_and(|base| base.has_flag(flag) || inherits(&base, flag))
}

/// FL-MGD, FL-INT: flags that say what CPython has done to a type, or has laid out for it.
fn not_for_a_source(cx: &TypeCx, field: &FieldValue) -> Verdict {
    const OF_LAYOUT: [&str; 3] =
        ["Py_TPFLAGS_MANAGED_DICT", "Py_TPFLAGS_MANAGED_WEAKREF", "Py_TPFLAGS_INLINE_VALUES"];
    const OF_CPYTHON: [&str; 3] = ["Py_TPFLAGS_READY", "Py_TPFLAGS_READYING", "Py_TPFLAGS_VALID_VERSION_TAG"];
    let of = |list: [&'static str; 3]| list.into_iter().find(|flag| cx.has_flag(flag));
    if let Some(flag) = of(OF_LAYOUT) {
        let message = format!("{} has {flag}, and is a static type", cx.name());
        return Err(cx
            .refuse(RULE.name, "FL-MGD", message)
            .at(field.value.span, "these flags")
            .why("CPython refuses it for a static type, and a heap type with it has another layout")
            .help("take the flag out"));
    }
    let Some(flag) = of(OF_CPYTHON) else { return Ok(()) };
    let message = format!("{} sets {flag}, which is CPython's own", cx.name());
    Err(cx
        .refuse(RULE.name, "FL-INT", message)
        .at(field.value.span, "these flags")
        .why("it says that CPython has dealt with the type already, which is not true of one that is to be made")
        .help("take the flag out"))
}

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    for field in cx.values("tp_flags") {
        if cx.has_flag("Py_TPFLAGS_HEAPTYPE") {
            let message = format!("{} says of itself that it is a heap type", cx.name());
            return Err(cx.refuse(RULE.name, "R-FLAG-HEAP", message).at(field.value.span, "these flags"));
        }
        if let Origin::RunTime { statement, .. } = field.origin
            && !cx.are_flags(&field.value.names)
        {
            let message = format!("the flags of {} are worked out at run time", cx.name());
            return Err(cx
                .refuse(RULE.name, "FL-RT", message)
                .at(statement, "assigned here")
                .why("the flags of a spec are a constant"));
        }
        not_for_a_source(cx, field)?;
        draft.flags.push(FlagTerm::Written(field.value.core));
    }
    if matches!(draft.collection, Collection::Added { .. } | Collection::Inherited) {
        draft.flags.push(FlagTerm::Added("Py_TPFLAGS_HAVE_GC"));
    }
    if lacks_vectorcall(cx) {
        draft.flags.push(FlagTerm::Added(VECTORCALL));
    }
    if is_old(cx) && cx.field("tp_descr_get").is_none() && inherits(cx, METHOD_DESCRIPTOR) {
        draft.flags.push(FlagTerm::Added(METHOD_DESCRIPTOR));
    }
    draft.flags.push(FlagTerm::Added("Py_TPFLAGS_IMMUTABLETYPE"));
    if cx.cx.settings.target.lowest < Version::of(10) {
        draft.drift("D-MUTABLE", "on CPython 3.9 the type's attributes can be set from Python");
    }
    Ok(())
}
