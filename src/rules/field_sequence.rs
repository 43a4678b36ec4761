//! Struct sequences: what a description says of a type.

use crate::capi::version::Version;
use crate::facts::{ArgKind, MentionKind, Value};
use crate::plan::{
    AfterCreation, Draft, Filled, FlagTerm, MentionClass, MentionCx, Rule, Run, SpecName, TypeCx, Verdict,
};
use crate::syntax::ast::Op;

pub const RULE: Rule = Rule {
    name: "field-sequence",
    ids: &["MOD-12", "T-NAME-2", "T-DOC-3", "T-DOC-4", "FL-RT", "D-MUTABLE"],
    summary: "a struct sequence is made by PyStructSequence_NewType, and stays immutable",
    prose: "\
`PyStructSequence_InitType` fills a static type by a description; `PyStructSequence_NewType` makes a heap type by the same
description. It can be changed from Python, down to its `n_fields`, which CPython trusts: so it is given
`Py_TPFLAGS_IMMUTABLETYPE` right after (CPython 3.9 has no such flag, and D-MUTABLE is announced). A name without a dot
is treated as that of other types: made as `builtins.X` and renamed. A function that is assigned to one of its fields
later is assigned to that of the heap type: it must not need the module state, which such a type does not lead to.",
    run: Run::Sequence(run),
};

pub const MENTION: Rule = Rule {
    name: "mention-sequence",
    ids: &["MOD-12"],
    summary: "PyStructSequence_InitType becomes the creation of the heap type",
    prose: "\
Where the module filled the struct sequence while it came up, the heap type is made, and kept in the module state.",
    run: Run::Mention { class: MentionClass::StructSequence, run: |_| Ok(Vec::new()) },
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    let Some(filled) = cx.filled() else {
        let message =
            format!("{} is a struct sequence that is filled in a way that is not followed", cx.name());
        return Err(cx.refuse(RULE.name, "MOD-12", message).at(cx.def.name.span, "this type").help(
            "fill it by one call of PyStructSequence_InitType while the module comes up, from a static description",
        ));
    };
    cx.uses().try_for_each(|(use_, class)| changed(cx, &filled, &use_, class))?;
    name(cx, &filled, draft)?;
    doc(cx, &filled, draft)?;
    draft.description = Some(filled.written);
    draft.flags.push(FlagTerm::Added("Py_TPFLAGS_IMMUTABLETYPE"));
    draft.after.push(AfterCreation::Immutable);
    if cx.cx.settings.target.lowest < Version::of(10) {
        draft.drift(
            "D-MUTABLE",
            "on CPython 3.9 the type's attributes can be set from Python, n_fields too, which CPython trusts",
        );
    }
    Ok(())
}

/// Functions that mean the same to a heap type, set when it is made already: they hold and release nothing.
const SET_LATER: [&str; 8] =
    ["tp_new", "tp_init", "tp_repr", "tp_str", "tp_hash", "tp_richcompare", "tp_call", "tp_iter"];

/// Refuses what is done to the type itself, other than to set or take away such a function behind the call that fills it.
fn changed(cx: &TypeCx, filled: &Filled, use_: &MentionCx, class: MentionClass) -> Verdict {
    match (class, &use_.mention.kind) {
        (MentionClass::RunTimeField, MentionKind::MemberWrite { field, value_kind, op, .. }) => {
            let is_behind =
                use_.function == filled.function && use_.mention.span.start > filled.call.span.end;
            let is_known = is_function_or_null(cx, value_kind) && *op == Op::Assign;
            if is_behind && is_known && SET_LATER.contains(&field.text.as_str()) {
                return Ok(());
            }
            let message = format!("{} of {}, a struct sequence, is set at run time", field.text, cx.name());
            Err(cx
                .refuse(RULE.name, "FL-RT", message)
                .at(use_.mention.anchor.span, "set here")
                .why("PyStructSequence_NewType takes no slots, and this is not known to mean the same to a heap type"))
        }
        (MentionClass::Ready | MentionClass::SetType | MentionClass::RunTimeField, _) => {
            let message =
                format!("{}, a struct sequence, is changed beside the call that fills it", cx.name());
            Err(cx.refuse(RULE.name, "MOD-12", message).at(use_.mention.whole, "here"))
        }
        _ => Ok(()),
    }
}

/// Whether a function of the module is meant, or none.
fn is_function_or_null(cx: &TypeCx, value: &ArgKind) -> bool {
    let is_function = |name: &str| cx.cx.module.names.function(&cx.cx.project.files, cx.id.0, name).is_some();
    match value {
        ArgKind::Null => true,
        ArgKind::Name(name) | ArgKind::Address(name) => is_function(name),
        _ => false,
    }
}

fn name(cx: &TypeCx, filled: &Filled, draft: &mut Draft) -> Verdict {
    let table = filled.description;
    let value = table.description_cell("name").map(|cell| &cell.value);
    let text = value.and_then(|value| cx.constant_text(value));
    let (Some(value), Some(text)) = (value, text) else {
        let message = format!("the name of {} is not a text known at compile time", cx.name());
        return Err(cx.refuse(RULE.name, "R-NAME", message).at(table.name.span, "this description"));
    };
    if text.contains('.') {
        draft.name = Some(SpecName::Written(value.core));
        return Ok(());
    }
    if value.kind != ArgKind::Str || cx.names_of(&table.name.text) != 1 {
        let message = format!("the name of {} has no dot, and cannot be changed where it stands", cx.name());
        return Err(cx
            .refuse(RULE.name, "T-NAME-2", message)
            .at(value.span, "this name")
            .why("a heap type without a dot in its name has no __module__"));
    }
    draft.after.push(AfterCreation::Rename { written: value.core });
    draft.name = Some(SpecName::Builtins { written: value.core, name: text });
    Ok(())
}

fn doc(cx: &TypeCx, filled: &Filled, draft: &mut Draft) -> Verdict {
    let table = filled.description;
    let value = table.description_cell("doc").map(|cell| &cell.value);
    let is_old = cx.cx.settings.target.lowest < Version::of(10);
    let refuse = |id, message: String| {
        Err(cx.refuse(RULE.name, id, message).at(value.map_or(table.name.span, |value| value.span), "here"))
    };
    let Some(value) = value.filter(|value| !Value::is_null(value)) else {
        if is_old {
            let message =
                format!("{} has no doc, which PyStructSequence_NewType of CPython 3.9 wants", cx.name());
            return refuse("MOD-12", message);
        }
        return Ok(());
    };
    let Some(text) = cx.constant_text(value) else {
        return refuse("T-DOC-3", format!("the doc of {} is not a text known at compile time", cx.name()));
    };
    let signature = text.split_once(")\n--\n\n");
    if signature.is_some() && is_old {
        return refuse(
            "T-DOC-4",
            format!("CPython 3.9 would drop the signature in the doc of {}", cx.name()),
        );
    }
    if text.is_empty() || signature.is_some_and(|(_, rest)| rest.is_empty()) {
        draft.after.push(AfterCreation::NoDoc);
    }
    Ok(())
}
