//! Fields that travel as one slot each.

use crate::capi::fields::{self, Travels};
use crate::plan::{Claims, Draft, Rule, Run, Slot, SlotValue, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "field-slot",
    ids: &["T-HASH-1", "T-HASH-2", "T-GETATTRO-1", "T-INIT-1", "T-OFF-6"],
    summary: "a function or table becomes the slot of the same name",
    prose: "\
A field that holds a function or a table becomes one entry of the slots array, with the same value. Casts go: a slot's
value is a `void *`. Nothing that is written is left out, not even a value that static types have by default: for a heap
type a slot that is not written can mean something else.",
    run: Run::Field { claims: Claims::OtherSlots, run },
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    for field in &cx.fields {
        let Some(row) = fields::field_named(field.name) else { continue };
        let Travels::Slot(id) = row.travels else { continue };
        if !super::is_claimed_by_name(field.name) {
            draft.slots.push(Slot::of_field(id, field, SlotValue::Written(field.value.core)));
        }
    }
    Ok(())
}
