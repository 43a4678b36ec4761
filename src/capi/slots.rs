//! The slots of a type: since when, and what stands behind each.
//!
//! Everything that a `PyType_Slot` may name up to 3.15, but for the ids that only `PyType_FromSlots` takes. This
//! module does not know how a function reaches the module state; it knows which kind of function it is.

use super::entries::{Entry, EntryKind as Kind, Returns};
use super::version::Since;

/// One slot.
#[derive(Clone, Copy, Debug)]
pub struct SlotRow {
    /// The id as it is written: `Py_tp_repr`.
    pub name: &'static str,
    pub since: Since,
    pub holds: Holds,
}

/// What a slot's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Function(Entry),
    /// A table, a type, a text, an address.
    Data,
}

pub const SLOTS: &[SlotRow] = &[
    // Life and death.
    function("Py_tp_new", Kind::New, Returns::Object),
    function("Py_tp_init", Kind::InstanceSlot, Returns::Int),
    function("Py_tp_alloc", Kind::Alloc, Returns::Object),
    function("Py_tp_free", Kind::DyingSlot, Returns::Void),
    function("Py_tp_dealloc", Kind::DyingSlot, Returns::Void),
    function("Py_tp_traverse", Kind::DyingSlot, Returns::Answer),
    function("Py_tp_clear", Kind::DyingSlot, Returns::Answer),
    function("Py_tp_is_gc", Kind::DyingSlot, Returns::Answer),
    function("Py_tp_del", Kind::Finalizer, Returns::Void),
    function("Py_tp_finalize", Kind::Finalizer, Returns::Void).since(5),
    // The object as such.
    instance("Py_tp_repr", Returns::Object),
    instance("Py_tp_str", Returns::Object),
    instance("Py_tp_hash", Returns::Hash),
    instance("Py_tp_call", Returns::Object),
    function("Py_tp_vectorcall", Kind::TypeVectorcall, Returns::Object).since(14),
    function("Py_tp_richcompare", Kind::RichCompare, Returns::Object),
    instance("Py_tp_iter", Returns::Object),
    instance("Py_tp_iternext", Returns::Object),
    instance("Py_tp_getattr", Returns::Object),
    instance("Py_tp_setattr", Returns::Int),
    instance("Py_tp_getattro", Returns::Object),
    instance("Py_tp_setattro", Returns::Int),
    instance("Py_tp_descr_get", Returns::Object),
    instance("Py_tp_descr_set", Returns::Int),
    // What is no function.
    data("Py_tp_base"),
    data("Py_tp_bases"),
    data("Py_tp_doc"),
    data("Py_tp_getset"),
    data("Py_tp_members"),
    data("Py_tp_methods"),
    data("Py_tp_token").since(14),
    // Numbers.
    binary("Py_nb_add"),
    binary("Py_nb_subtract"),
    binary("Py_nb_multiply"),
    binary("Py_nb_remainder"),
    binary("Py_nb_divmod"),
    function("Py_nb_power", Kind::TernarySlot, Returns::Object),
    instance("Py_nb_negative", Returns::Object),
    instance("Py_nb_positive", Returns::Object),
    instance("Py_nb_absolute", Returns::Object),
    instance("Py_nb_bool", Returns::Int),
    instance("Py_nb_invert", Returns::Object),
    binary("Py_nb_lshift"),
    binary("Py_nb_rshift"),
    binary("Py_nb_and"),
    binary("Py_nb_xor"),
    binary("Py_nb_or"),
    instance("Py_nb_int", Returns::Object),
    instance("Py_nb_float", Returns::Object),
    binary("Py_nb_floor_divide"),
    binary("Py_nb_true_divide"),
    instance("Py_nb_index", Returns::Object),
    binary("Py_nb_matrix_multiply").since(5),
    instance("Py_nb_inplace_add", Returns::Object),
    instance("Py_nb_inplace_subtract", Returns::Object),
    instance("Py_nb_inplace_multiply", Returns::Object),
    instance("Py_nb_inplace_remainder", Returns::Object),
    // 3.9 calls it as it calls nb_power: for whichever operand's type has it, with the operands in their order.
    function("Py_nb_inplace_power", Kind::TernarySlot, Returns::Object),
    instance("Py_nb_inplace_lshift", Returns::Object),
    instance("Py_nb_inplace_rshift", Returns::Object),
    instance("Py_nb_inplace_and", Returns::Object),
    instance("Py_nb_inplace_xor", Returns::Object),
    instance("Py_nb_inplace_or", Returns::Object),
    instance("Py_nb_inplace_floor_divide", Returns::Object),
    instance("Py_nb_inplace_true_divide", Returns::Object),
    instance("Py_nb_inplace_matrix_multiply", Returns::Object).since(5),
    // Sequences and mappings.
    instance("Py_sq_length", Returns::Ssize),
    instance("Py_sq_concat", Returns::Object),
    instance("Py_sq_repeat", Returns::Object),
    instance("Py_sq_item", Returns::Object),
    instance("Py_sq_ass_item", Returns::Int),
    instance("Py_sq_contains", Returns::Int),
    instance("Py_sq_inplace_concat", Returns::Object),
    instance("Py_sq_inplace_repeat", Returns::Object),
    instance("Py_mp_length", Returns::Ssize),
    instance("Py_mp_subscript", Returns::Object),
    instance("Py_mp_ass_subscript", Returns::Int),
    // Awaiting, and buffers.
    instance("Py_am_await", Returns::Object).since(5),
    instance("Py_am_aiter", Returns::Object).since(5),
    instance("Py_am_anext", Returns::Object).since(5),
    instance("Py_am_send", Returns::Send).since(10),
    instance("Py_bf_getbuffer", Returns::Int).since_split(9, 11),
    instance("Py_bf_releasebuffer", Returns::Void).since_split(9, 11),
];

const fn function(name: &'static str, kind: Kind, returns: Returns) -> SlotRow {
    SlotRow { name, since: Since::ALWAYS, holds: Holds::Function(Entry::new(kind, returns)) }
}

const fn instance(name: &'static str, returns: Returns) -> SlotRow {
    function(name, Kind::InstanceSlot, returns)
}

const fn binary(name: &'static str) -> SlotRow {
    function(name, Kind::BinarySlot, Returns::Object)
}

const fn data(name: &'static str) -> SlotRow {
    SlotRow { name, since: Since::ALWAYS, holds: Holds::Data }
}

impl SlotRow {
    const fn since(self, minor: u8) -> SlotRow {
        SlotRow { since: Since::both(minor), ..self }
    }

    const fn since_split(self, full: u8, limited: u8) -> SlotRow {
        SlotRow { since: Since::split(full, limited), ..self }
    }

    /// The kind of function behind the slot, if there is one.
    pub const fn entry(&self) -> Option<Entry> {
        match self.holds {
            Holds::Function(entry) => Some(entry),
            Holds::Data => None,
        }
    }
}

/// The slot of this id.
pub fn slot_named(name: &str) -> Option<&'static SlotRow> {
    SLOTS.iter().find(|row| row.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capi::fields::{FIELDS, Travels};
    use crate::capi::suites::{MemberSlot, SUITES};

    /// The type a field or member is declared with says how often what kind of function it is.
    #[test]
    fn entries_agree_with_the_declared_types() {
        let fields = FIELDS.iter().filter_map(|row| match row.travels {
            Travels::Slot(slot) | Travels::AfterCreation(slot) => Some((slot, row.c_type)),
            _ => None,
        });
        let members = SUITES.iter().flat_map(|suite| suite.members).filter_map(|row| match row.slot {
            MemberSlot::Id(slot) => Some((slot, row.c_type)),
            MemberSlot::Hole => None,
        });
        for (name, c_type) in fields.chain(members) {
            let entry = slot_named(name).expect(name).entry();
            assert_eq!(entry.map(|entry| entry.returns), returns_of(c_type, name), "{name}: {c_type}");
        }
    }

    fn returns_of(c_type: &str, slot: &str) -> Option<Returns> {
        match c_type {
            "inquiry" if slot == "Py_nb_bool" => Some(Returns::Int),
            "inquiry" | "traverseproc" => Some(Returns::Answer),
            "destructor" | "freefunc" | "releasebufferproc" => Some(Returns::Void),
            "lenfunc" => Some(Returns::Ssize),
            "hashfunc" => Some(Returns::Hash),
            "sendfunc" => Some(Returns::Send),
            "setattrfunc" | "setattrofunc" | "descrsetfunc" | "initproc" | "objobjproc"
            | "ssizeobjargproc" | "objobjargproc" | "getbufferproc" => Some(Returns::Int),
            other if other.ends_with('*') => None,
            _ => Some(Returns::Object),
        }
    }
}
