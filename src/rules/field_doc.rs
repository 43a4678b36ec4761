//! `tp_doc`.

use crate::capi::version::Version;
use crate::plan::{AfterCreation, Claims, Draft, Rule, Run, Slot, SlotValue, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "field-doc",
    ids: &["T-DOC-1", "T-DOC-2", "T-DOC-3", "T-DOC-4", "T-DOC-5", "D-DOC", "R-DOC"],
    summary: "the docstring becomes a slot; an empty one stays None",
    prose: "\
The text becomes `Py_tp_doc`, cast to lose its `const`. An empty text makes `__doc__` None on a static type and `''` on a
heap type, so it is left out. Where instances have a `__doc__` of their own, the type's text goes, or the type stays
with `types.X.doc = \"keep\"` in the configuration.",
    run: Run::Field { claims: Claims::Fields(&["tp_doc"]), run },
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    for field in cx.values("tp_doc") {
        if cx.constant_text(&field.value).is_some_and(|text| text.is_empty()) {
            continue;
        }
        if has_doc_member(cx) {
            if cx.cx.statement(cx.name(), "doc") == Some("keep") {
                let message =
                    format!("{} has a docstring, and its instances have a __doc__ of their own", cx.name());
                return Err(cx
                    .refuse(RULE.name, "R-DOC", message)
                    .at(field.value.span, "this text is to be kept")
                    .why("both stand in the dict of a heap type under one name"));
            }
            draft.drift("D-DOC", "the type's own __doc__ goes, so that the __doc__ of its instances stays");
            continue;
        }
        let text = cx.constant_text(&field.value);
        let signature = text.as_deref().and_then(|text| text.split_once(")\n--\n\n"));
        if signature.is_some_and(|(_, rest)| rest.is_empty()) {
            draft.after.push(AfterCreation::NoDoc);
        }
        let may_have_signature = signature.is_some() || text.is_none();
        if may_have_signature && cx.cx.settings.target.lowest < Version::of(10) {
            draft.after.push(AfterCreation::KeepSignature);
        }
        draft.slots.push(Slot::of_field("Py_tp_doc", field, SlotValue::Text(field.value.core)));
    }
    Ok(())
}

/// T-DOC-5: instances have a `__doc__` of their own.
fn has_doc_member(cx: &TypeCx) -> bool {
    ["tp_members", "tp_getset"].iter().any(|field| {
        cx.table(field).is_some_and(|table| {
            table.rows.iter().any(|row| {
                row.cells
                    .first()
                    .is_some_and(|cell| cx.constant_text(&cell.value).as_deref() == Some("__doc__"))
            })
        })
    })
}
