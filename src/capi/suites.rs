//! The five suites of functions that a type may point to, member by member in declaration order.
//!
//! A heap type has no pointer to a suite: each member becomes a slot of its own (semantics, section 2). This module
//! does not know how a suite is written in a source.

/// A struct of functions that a field of `PyTypeObject` points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Suite {
    Async,
    Number,
    Sequence,
    Mapping,
    Buffer,
}

#[derive(Clone, Copy, Debug)]
pub struct SuiteRow {
    pub suite: Suite,
    /// The C type.
    pub c_type: &'static str,
    /// The field of `PyTypeObject` that points to it.
    pub field: &'static str,
    pub members: &'static [MemberRow],
}

/// One member of a suite.
#[derive(Clone, Copy, Debug)]
pub struct MemberRow {
    pub name: &'static str,
    /// What Python 2 called it at this place, as trailing comments still do.
    pub formerly: &'static [&'static str],
    /// The type it is declared with.
    pub c_type: &'static str,
    pub slot: MemberSlot,
}

/// Where the value of a member goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberSlot {
    /// To this slot.
    Id(&'static str),
    /// Nowhere: the place is unused since Python 3.0 and must be zero (R-SUITE-HOLE).
    Hole,
}

pub const SUITES: &[SuiteRow] = &[
    SuiteRow { suite: Suite::Async, c_type: "PyAsyncMethods", field: "tp_as_async", members: ASYNC },
    SuiteRow { suite: Suite::Number, c_type: "PyNumberMethods", field: "tp_as_number", members: NUMBER },
    SuiteRow {
        suite: Suite::Sequence,
        c_type: "PySequenceMethods",
        field: "tp_as_sequence",
        members: SEQUENCE,
    },
    SuiteRow { suite: Suite::Mapping, c_type: "PyMappingMethods", field: "tp_as_mapping", members: MAPPING },
    SuiteRow { suite: Suite::Buffer, c_type: "PyBufferProcs", field: "tp_as_buffer", members: BUFFER },
];

const ASYNC: &[MemberRow] = &[
    member("am_await", "unaryfunc", "Py_am_await"),
    member("am_aiter", "unaryfunc", "Py_am_aiter"),
    member("am_anext", "unaryfunc", "Py_am_anext"),
    // Here since 3.10, as its slot is.
    member("am_send", "sendfunc", "Py_am_send"),
];

const NUMBER: &[MemberRow] = &[
    member("nb_add", "binaryfunc", "Py_nb_add"),
    member("nb_subtract", "binaryfunc", "Py_nb_subtract"),
    member("nb_multiply", "binaryfunc", "Py_nb_multiply"),
    member("nb_remainder", "binaryfunc", "Py_nb_remainder"),
    member("nb_divmod", "binaryfunc", "Py_nb_divmod"),
    member("nb_power", "ternaryfunc", "Py_nb_power"),
    member("nb_negative", "unaryfunc", "Py_nb_negative"),
    member("nb_positive", "unaryfunc", "Py_nb_positive"),
    member("nb_absolute", "unaryfunc", "Py_nb_absolute"),
    MemberRow { formerly: &["nb_nonzero"], ..member("nb_bool", "inquiry", "Py_nb_bool") },
    member("nb_invert", "unaryfunc", "Py_nb_invert"),
    member("nb_lshift", "binaryfunc", "Py_nb_lshift"),
    member("nb_rshift", "binaryfunc", "Py_nb_rshift"),
    member("nb_and", "binaryfunc", "Py_nb_and"),
    member("nb_xor", "binaryfunc", "Py_nb_xor"),
    member("nb_or", "binaryfunc", "Py_nb_or"),
    member("nb_int", "unaryfunc", "Py_nb_int"),
    hole("nb_reserved", &["nb_long"]),
    member("nb_float", "unaryfunc", "Py_nb_float"),
    member("nb_inplace_add", "binaryfunc", "Py_nb_inplace_add"),
    member("nb_inplace_subtract", "binaryfunc", "Py_nb_inplace_subtract"),
    member("nb_inplace_multiply", "binaryfunc", "Py_nb_inplace_multiply"),
    member("nb_inplace_remainder", "binaryfunc", "Py_nb_inplace_remainder"),
    member("nb_inplace_power", "ternaryfunc", "Py_nb_inplace_power"),
    member("nb_inplace_lshift", "binaryfunc", "Py_nb_inplace_lshift"),
    member("nb_inplace_rshift", "binaryfunc", "Py_nb_inplace_rshift"),
    member("nb_inplace_and", "binaryfunc", "Py_nb_inplace_and"),
    member("nb_inplace_xor", "binaryfunc", "Py_nb_inplace_xor"),
    member("nb_inplace_or", "binaryfunc", "Py_nb_inplace_or"),
    member("nb_floor_divide", "binaryfunc", "Py_nb_floor_divide"),
    member("nb_true_divide", "binaryfunc", "Py_nb_true_divide"),
    member("nb_inplace_floor_divide", "binaryfunc", "Py_nb_inplace_floor_divide"),
    member("nb_inplace_true_divide", "binaryfunc", "Py_nb_inplace_true_divide"),
    member("nb_index", "unaryfunc", "Py_nb_index"),
    member("nb_matrix_multiply", "binaryfunc", "Py_nb_matrix_multiply"),
    member("nb_inplace_matrix_multiply", "binaryfunc", "Py_nb_inplace_matrix_multiply"),
];

const SEQUENCE: &[MemberRow] = &[
    member("sq_length", "lenfunc", "Py_sq_length"),
    member("sq_concat", "binaryfunc", "Py_sq_concat"),
    member("sq_repeat", "ssizeargfunc", "Py_sq_repeat"),
    member("sq_item", "ssizeargfunc", "Py_sq_item"),
    hole("was_sq_slice", &["sq_slice"]),
    member("sq_ass_item", "ssizeobjargproc", "Py_sq_ass_item"),
    hole("was_sq_ass_slice", &["sq_ass_slice"]),
    member("sq_contains", "objobjproc", "Py_sq_contains"),
    member("sq_inplace_concat", "binaryfunc", "Py_sq_inplace_concat"),
    member("sq_inplace_repeat", "ssizeargfunc", "Py_sq_inplace_repeat"),
];

const MAPPING: &[MemberRow] = &[
    member("mp_length", "lenfunc", "Py_mp_length"),
    member("mp_subscript", "binaryfunc", "Py_mp_subscript"),
    member("mp_ass_subscript", "objobjargproc", "Py_mp_ass_subscript"),
];

const BUFFER: &[MemberRow] = &[
    member("bf_getbuffer", "getbufferproc", "Py_bf_getbuffer"),
    member("bf_releasebuffer", "releasebufferproc", "Py_bf_releasebuffer"),
];

const fn member(name: &'static str, c_type: &'static str, slot: &'static str) -> MemberRow {
    MemberRow { name, formerly: &[], c_type, slot: MemberSlot::Id(slot) }
}

const fn hole(name: &'static str, formerly: &'static [&'static str]) -> MemberRow {
    MemberRow { name, formerly, c_type: "void *", slot: MemberSlot::Hole }
}

impl Suite {
    pub fn row(self) -> &'static SuiteRow {
        SUITES.iter().find(|row| row.suite == self).expect("every suite has a row")
    }
}

/// The suite that a variable of this C type is.
pub fn suite_of_type(c_type: &str) -> Option<&'static SuiteRow> {
    SUITES.iter().find(|row| row.c_type == c_type)
}

/// The member of this name, in whichever suite it is.
pub fn member_named(name: &str) -> Option<&'static MemberRow> {
    SUITES.iter().flat_map(|row| row.members).find(|row| row.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capi::{fields, slots};

    #[test]
    fn suites_fields_and_slots_agree() {
        for row in SUITES {
            assert_eq!(row.suite.row().c_type, row.c_type);
            assert_eq!(suite_of_type(row.c_type).map(|found| found.suite), Some(row.suite));
            let field = fields::field_named(row.field).expect(row.field);
            assert_eq!(field.travels, fields::Travels::Suite(row.suite));
            assert_eq!(field.c_type, format!("{} *", row.c_type));
            for member in row.members {
                match member.slot {
                    MemberSlot::Hole => assert_eq!(member.c_type, "void *", "{}", member.name),
                    MemberSlot::Id(slot) => assert!(slots::slot_named(slot).is_some(), "{slot}"),
                }
            }
        }
        assert_eq!(SUITES.iter().map(|row| row.members.len()).collect::<Vec<_>>(), [4, 36, 10, 3, 2]);
        assert_eq!(member_named("was_sq_slice").map(|row| row.slot), Some(MemberSlot::Hole));
    }
}
