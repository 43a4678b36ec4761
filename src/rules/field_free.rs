//! `tp_alloc` and `tp_free`.

use crate::plan::{Claims, Draft, Rule, Run, Slot, SlotValue, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "field-free",
    ids: &["T-ALLOC-1", "T-ALLOC-2", "T-ALLOC-3"],
    summary: "a stock tp_free is left to CPython; a stock tp_alloc is kept",
    prose: "\
`tp_free` must fit the type's final place with the collector: CPython fills in the right one when the slot is left out,
and it refuses a type that brings the wrong one. So `PyObject_Del`, `PyObject_Free` and `PyObject_GC_Del` are left out.
An allocator or deallocator of the project's own is not converted yet.",
    run: Run::Field { claims: Claims::Fields(&["tp_alloc", "tp_free"]), run },
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    for field in cx.values("tp_alloc") {
        if field.value.target() != Some("PyType_GenericAlloc") {
            let message = format!("{} has an allocator of its own", cx.name());
            return Err(cx.refuse(RULE.name, "R-ALLOC", message).at(field.value.span, "this function").why(
                "an instance of a heap type owns a reference to its type, and the allocator must take it",
            ));
        }
        draft.slots.push(Slot::of_field("Py_tp_alloc", field, SlotValue::Written(field.value.core)));
    }
    const STOCK: [&str; 5] =
        ["PyObject_Del", "PyObject_DEL", "PyObject_Free", "PyObject_FREE", "PyObject_GC_Del"];
    for field in cx.values("tp_free") {
        if !field.value.target().is_some_and(|name| STOCK.contains(&name)) {
            let message = format!("{} frees its instances in a way of its own", cx.name());
            return Err(cx.refuse(RULE.name, "T-ALLOC-3", message).at(field.value.span, "this function"));
        }
    }
    Ok(())
}
