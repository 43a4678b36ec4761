//! `tp_basicsize` and `tp_itemsize`.

use crate::capi::builtins;
use crate::capi::version::Version;
use crate::diagnostic::{Diagnostic, Severity};
use crate::facts::{FieldFact, Record};
use crate::plan::{Base, Claims, Draft, Origin, Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "field-size",
    ids: &["T-SIZE-1", "T-SIZE-2", "T-SIZE-3", "T-SIZE-4", "T-SIZE-5", "T-SIZE-6", "T-SIZE-7", "R-SIZE"],
    summary: "the sizes of instances become parts of the spec",
    prose: "\
`spec.basicsize` and `spec.itemsize` are the same expressions. They are `int`s: a `sizeof` fits. Zero means what it
means for a static type: the base's size. A size smaller than the base's, which a static type gets away with, is refused:
a heap type of it cannot be made, and below CPython 3.12 it crashes.",
    run: Run::Field { claims: Claims::Fields(&["tp_basicsize", "tp_itemsize"]), run },
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    for (name, place) in [("tp_basicsize", &mut draft.basicsize), ("tp_itemsize", &mut draft.itemsize)] {
        let Some(field) = cx.field(name) else { continue };
        if let Origin::RunTime { statement, .. } = field.origin {
            let message = format!("{name} of {} is computed at run time", cx.name());
            return Err(cx
                .refuse(RULE.name, "T-SIZE-3", message)
                .at(statement, "assigned here")
                .why("a spec is filled at compile time")
                .help("write the size in the initializer"));
        }
        if field.value.is_large {
            let message = format!("{name} of {} may not fit", cx.name());
            return Err(cx
                .refuse(RULE.name, "R-SIZE", message)
                .at(field.value.span, "this size")
                .why("the sizes of a spec are `int`s")
                .help("keep the instances below 2 GiB, and let them point to what is larger"));
        }
        *place = Some(field.value.core);
    }
    draft.notes.extend(no_layout(cx));
    smaller(cx)
}

/// T-SIZE-7: CPython below 3.12 looks at a heap type whose last fields are its dict and weak list as if they were not there.
fn no_layout(cx: &TypeCx) -> Option<Diagnostic> {
    let (record, size) = (cx.record?, cx.field("tp_basicsize")?);
    if cx.cx.settings.target.lowest >= Version::of(12) || !cx.has_flag("Py_TPFLAGS_BASETYPE") {
        return None;
    }
    let begins_anew = record.has_head();
    let own = if begins_anew { &record.fields[..] } else { record.fields.get(1..)? };
    let offsets = ["tp_dictoffset", "tp_weaklistoffset"].into_iter().filter_map(|name| cx.field(name));
    let told: Vec<&String> = offsets.flat_map(|field| &field.value.names).collect();
    if own.is_empty() || !own.iter().all(|field| told.contains(&&field.name)) {
        return None;
    }
    let message = format!("{} adds nothing but its dict or weak references to its base", cx.name());
    Some(
        Diagnostic::new(Severity::Warning, RULE.name, message)
            .id("W-LAYOUT")
            .subject(cx.name())
            .at(size.value.span, "this size")
            .why(
                "CPython below 3.12 does not count these fields for a heap type: a Python class may derive from it and from \
                 another type with a layout, which is refused today, and code that uses the struct's offsets then reads what is \
                 not there",
            )
            .help("add a field of another kind to the end of the struct"),
    )
}

/// T-SIZE-4, where the structs show it.
fn smaller(cx: &TypeCx) -> Verdict {
    let (Some(record), Some(size)) = (cx.record, cx.field("tp_basicsize")) else { return Ok(()) };
    let least = match (&cx.base, cx.local_base()) {
        (_, Some(base)) => base.record.map_or(0, |base| base.fields.len()),
        (Base::Builtin { name, .. }, _) => builtins::least_fields(name),
        _ => 0,
    };
    let begins_anew = record.macros.iter().any(|name| name == "PyObject_HEAD" || name == "PyObject_VAR_HEAD");
    if !begins_anew || words(record) >= least {
        return Ok(());
    }
    let message = format!("the instances of {} are smaller than those of its base", cx.name());
    Err(cx
        .refuse(RULE.name, "R-SIZE-SMALL", message)
        .at(size.value.span, "this size")
        .why(
            "a heap type of that size cannot be made: CPython below 3.12 crashes, later ones raise TypeError",
        )
        .help("begin the struct with the base's, or leave tp_basicsize out"))
}

/// How many fields there are behind `PyObject_HEAD`; more than can be told when one of them is no single word.
fn words(record: &Record) -> usize {
    let var = usize::from(record.macros.iter().any(|name| name == "PyObject_VAR_HEAD"));
    let is_large =
        |field: &FieldFact| field.ty.arrays > 0 || (field.ty.stars == 0 && !field.inner.is_empty());
    if record.fields.iter().any(is_large) { usize::MAX } else { record.fields.len() + var }
}
