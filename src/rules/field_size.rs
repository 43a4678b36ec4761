//! `tp_basicsize` and `tp_itemsize`.

use crate::capi::builtins;
use crate::facts::{FieldFact, Record};
use crate::plan::{Base, Claims, Draft, Origin, Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "field-size",
    ids: &["T-SIZE-1", "T-SIZE-2", "T-SIZE-3", "T-SIZE-4", "T-SIZE-6"],
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
        *place = Some(field.value.core);
    }
    smaller(cx)
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
