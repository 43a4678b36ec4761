//! `tp_new`, and the lack of it.

use crate::capi::version::Version;
use crate::facts::ArgKind;
use crate::plan::{
    AfterCreation, Base, Claims, Draft, FieldValue, FlagTerm, Rule, Run, Slot, SlotValue, TypeCx, Verdict,
};

pub const RULE: Rule = Rule {
    name: "field-new",
    ids: &["T-NEW-1", "T-NEW-2", "T-NEW-3", "T-NEW-4", "FL-NEW"],
    summary: "a type that cannot be called from Python still cannot",
    prose: "\
A static type without `tp_new` whose base is `object` cannot be instantiated from Python. A heap type would inherit
`object.__new__` and hand out instances whose fields nothing has set. `Py_TPFLAGS_DISALLOW_INSTANTIATION` keeps the door
shut; below CPython 3.10 the slot is cleared after creation. What is written is kept, `PyType_GenericNew` too: without it
extra arguments start to raise, and `object.__new__(T)` starts to work.",
    run: Run::Field { claims: Claims::Fields(&["tp_new"]), run },
};

/// Whether `tp_new` is read from `object` itself.
fn is_object_new(field: &FieldValue) -> bool {
    matches!(&field.value.kind, ArgKind::Field { base, field } if base == "PyBaseObject_Type" && field == "tp_new")
}

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    if cx.field("tp_new").is_some_and(is_object_new) {
        // `object.__new__` has no name in C. A stand-in gives the type a `__new__` of its own, as the assignment did.
        draft.slots.push(Slot::new("Py_tp_new", "tp_new", SlotValue::Named("PyType_GenericNew".to_owned())));
        draft.after.push(AfterCreation::ObjectNew);
    } else if cx.field("tp_new").is_some() {
        for field in cx.values("tp_new") {
            draft.slots.push(Slot::of_field("Py_tp_new", field, SlotValue::Written(field.value.core)));
        }
    } else if cx.base == Base::Object {
        draft.flags.push(FlagTerm::Added("Py_TPFLAGS_DISALLOW_INSTANTIATION"));
        if cx.cx.settings.target.lowest < Version::of(10) {
            draft.after.push(AfterCreation::NoNew);
        }
    }
    Ok(())
}
