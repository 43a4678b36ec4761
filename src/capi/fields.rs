//! The fields of `PyTypeObject`, in the order of a positional initializer, and how each reaches a heap type.
//!
//! The object head is no row: a positional initializer starts with one of [`HEADS`], a designated one may name it
//! `ob_base`. This module does not know how a field is written in a source.

use super::suites::Suite;
use super::version::Version;

/// The macros that fill the object head, and whether `ob_size` is in them. `PyObject_HEAD_INIT` is Python 2's way:
/// there the next value is `ob_size` and not `tp_name`.
pub const HEADS: &[(&str, bool)] = &[("PyVarObject_HEAD_INIT", true), ("PyObject_HEAD_INIT", false)];

/// One field.
#[derive(Clone, Copy, Debug)]
pub struct FieldRow {
    pub name: &'static str,
    /// What older versions called this place of the struct, as trailing comments still do. As a designator such a
    /// name means what [`FORMER`] says.
    pub formerly: &'static [&'static str],
    /// The type it is declared with, without `struct`.
    pub c_type: &'static str,
    pub travels: Travels,
    /// The first version whose struct has it at this place.
    pub since: Version,
    /// The families of rules in the semantics that speak of it.
    pub rules: &'static [&'static str],
}

/// How the value of a field reaches the heap type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Travels {
    /// As the value of this slot.
    Slot(&'static str),
    /// Each member of the suite as a slot of its own.
    Suite(Suite),
    SpecName,
    SpecBasicsize,
    SpecItemsize,
    SpecFlags,
    /// As a member of this name, `T_PYSSIZET` and `READONLY`.
    Offset(&'static str),
    /// As the bases argument of the creation. There is a slot, too, but the address of a converted type is no constant.
    Base,
    /// As the bases argument, if it is one tuple.
    Bases,
    /// By storing into `tp_dict` after the creation.
    Dict,
    /// As the value of this slot where the target has it, else by an assignment after the creation.
    AfterCreation(&'static str),
    /// CPython's own: must be zero in a source (R-INTERNAL).
    Internal,
    /// Without meaning since Python 3.0 or 3.8: zero, or dropped.
    Obsolete,
}

/// What follows `tp_vectorcall` in 3.8 alone: the old `tp_print`, moved to the end. Sources keep it under an `#if`.
/// Since 3.9 the place is free, and since 3.12 it is [`FIELDS`]' `tp_watched`.
pub const TAIL_OF_3_8: &str = "tp_print";

/// All fields after the object head, in declaration order.
pub const FIELDS: &[FieldRow] = &[
    row("tp_name", "const char *", Travels::SpecName, &["T-NAME"]),
    row("tp_basicsize", "Py_ssize_t", Travels::SpecBasicsize, &["T-SIZE"]),
    row("tp_itemsize", "Py_ssize_t", Travels::SpecItemsize, &["T-SIZE"]),
    row("tp_dealloc", "destructor", Travels::Slot("Py_tp_dealloc"), &["T-DEALLOC"]),
    FieldRow {
        formerly: &["tp_print"],
        ..row("tp_vectorcall_offset", "Py_ssize_t", Travels::Offset("__vectorcalloffset__"), &["T-VEC"])
    },
    row("tp_getattr", "getattrfunc", Travels::Slot("Py_tp_getattr"), &["1.6"]),
    row("tp_setattr", "setattrfunc", Travels::Slot("Py_tp_setattr"), &["1.6"]),
    FieldRow {
        formerly: &["tp_compare", "tp_reserved"],
        ..row("tp_as_async", "PyAsyncMethods *", Travels::Suite(Suite::Async), &["S"])
    },
    row("tp_repr", "reprfunc", Travels::Slot("Py_tp_repr"), &["1.8"]),
    row("tp_as_number", "PyNumberMethods *", Travels::Suite(Suite::Number), &["S"]),
    row("tp_as_sequence", "PySequenceMethods *", Travels::Suite(Suite::Sequence), &["S"]),
    row("tp_as_mapping", "PyMappingMethods *", Travels::Suite(Suite::Mapping), &["S"]),
    row("tp_hash", "hashfunc", Travels::Slot("Py_tp_hash"), &["T-HASH"]),
    row("tp_call", "ternaryfunc", Travels::Slot("Py_tp_call"), &["1.8"]),
    row("tp_str", "reprfunc", Travels::Slot("Py_tp_str"), &["1.8"]),
    row("tp_getattro", "getattrofunc", Travels::Slot("Py_tp_getattro"), &["T-GETATTRO"]),
    row("tp_setattro", "setattrofunc", Travels::Slot("Py_tp_setattro"), &["T-GETATTRO"]),
    row("tp_as_buffer", "PyBufferProcs *", Travels::Suite(Suite::Buffer), &["S"]),
    row("tp_flags", "unsigned long", Travels::SpecFlags, &["FL"]),
    row("tp_doc", "const char *", Travels::Slot("Py_tp_doc"), &["T-DOC"]),
    row("tp_traverse", "traverseproc", Travels::Slot("Py_tp_traverse"), &["T-TRAV"]),
    row("tp_clear", "inquiry", Travels::Slot("Py_tp_clear"), &["T-CLEAR"]),
    row("tp_richcompare", "richcmpfunc", Travels::Slot("Py_tp_richcompare"), &["T-HASH"]),
    row("tp_weaklistoffset", "Py_ssize_t", Travels::Offset("__weaklistoffset__"), &["T-OFF"]),
    row("tp_iter", "getiterfunc", Travels::Slot("Py_tp_iter"), &["1.8"]),
    row("tp_iternext", "iternextfunc", Travels::Slot("Py_tp_iternext"), &["1.8"]),
    row("tp_methods", "PyMethodDef *", Travels::Slot("Py_tp_methods"), &["1.13"]),
    row("tp_members", "PyMemberDef *", Travels::Slot("Py_tp_members"), &["1.13", "T-OFF"]),
    row("tp_getset", "PyGetSetDef *", Travels::Slot("Py_tp_getset"), &["1.13"]),
    row("tp_base", "PyTypeObject *", Travels::Base, &["T-BASE"]),
    row("tp_dict", "PyObject *", Travels::Dict, &["T-DICT"]),
    row("tp_descr_get", "descrgetfunc", Travels::Slot("Py_tp_descr_get"), &["1.8"]),
    row("tp_descr_set", "descrsetfunc", Travels::Slot("Py_tp_descr_set"), &["1.8"]),
    row("tp_dictoffset", "Py_ssize_t", Travels::Offset("__dictoffset__"), &["T-OFF"]),
    row("tp_init", "initproc", Travels::Slot("Py_tp_init"), &["T-INIT"]),
    row("tp_alloc", "allocfunc", Travels::Slot("Py_tp_alloc"), &["T-ALLOC"]),
    row("tp_new", "newfunc", Travels::Slot("Py_tp_new"), &["T-NEW"]),
    row("tp_free", "freefunc", Travels::Slot("Py_tp_free"), &["T-ALLOC"]),
    row("tp_is_gc", "inquiry", Travels::Slot("Py_tp_is_gc"), &["1.18"]),
    row("tp_bases", "PyObject *", Travels::Bases, &["T-BASE"]),
    row("tp_mro", "PyObject *", Travels::Internal, &["1.19"]),
    row("tp_cache", "PyObject *", Travels::Internal, &["1.19"]),
    row("tp_subclasses", "void *", Travels::Internal, &["1.19"]),
    row("tp_weaklist", "PyObject *", Travels::Internal, &["1.19"]),
    row("tp_del", "destructor", Travels::Slot("Py_tp_del"), &["1.18"]),
    row("tp_version_tag", "unsigned int", Travels::Internal, &["1.19"]),
    row("tp_finalize", "destructor", Travels::Slot("Py_tp_finalize"), &["1.18", "T-DEALLOC"]),
    row("tp_vectorcall", "vectorcallfunc", Travels::AfterCreation("Py_tp_vectorcall"), &["T-VEC"]),
    FieldRow { since: Version::of(12), ..row("tp_watched", "unsigned char", Travels::Internal, &["1.19"]) },
    FieldRow { since: Version::of(13), ..row("tp_versions_used", "uint16_t", Travels::Internal, &["1.19"]) },
];

/// What a former name means as a designator. None of them is a field of CPython 3.9 or later: such a line can only
/// stand under an `#if` for an older one, or be dead.
pub const FORMER: &[FieldRow] = &[
    row("tp_print", "printfunc", Travels::Obsolete, &["1.5"]),
    row("tp_compare", "cmpfunc", Travels::Obsolete, &["S"]),
    row("tp_reserved", "void *", Travels::Obsolete, &["S"]),
];

const fn row(
    name: &'static str,
    c_type: &'static str,
    travels: Travels,
    rules: &'static [&'static str],
) -> FieldRow {
    FieldRow { name, formerly: &[], c_type, travels, since: super::OLDEST, rules }
}

/// The field of this name, a former one included.
pub fn field_named(name: &str) -> Option<&'static FieldRow> {
    FIELDS.iter().chain(FORMER).find(|row| row.name == name)
}

/// The field at this place after the object head, counted from zero.
pub fn field_at(place: usize) -> Option<&'static FieldRow> {
    FIELDS.get(place)
}

/// The place of a field after the object head, by its name or by a former name of the place.
pub fn place_of(name: &str) -> Option<usize> {
    FIELDS.iter().position(|row| row.name == name || row.formerly.contains(&name))
}

/// Names of function pointers that stand in casts and are no field's or member's type any more (Python 2).
pub const FORMER_FUNCTION_TYPES: &[&str] = &[
    "cmpfunc",
    "coercion",
    "getcharbufferproc",
    "getreadbufferproc",
    "getsegcountproc",
    "getwritebufferproc",
    "intargfunc",
    "intintargfunc",
    "intintobjargproc",
    "intobjargproc",
    "printfunc",
    "ssizessizeargfunc",
    "ssizessizeobjargproc",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capi::slots::slot_named;

    #[test]
    fn a_place_has_one_name_now_and_maybe_others_before() {
        assert_eq!(field_at(4).map(|row| row.name), Some("tp_vectorcall_offset"));
        assert_eq!(place_of("tp_print"), Some(4));
        assert_eq!(field_named("tp_print").map(|row| row.travels), Some(Travels::Obsolete));
        assert_eq!(place_of("tp_compare"), place_of("tp_as_async"));
        assert_eq!(field_named("tp_name").and_then(|row| place_of(row.name)), Some(0));
        assert!(field_named("nb_add").is_none());
    }

    #[test]
    fn every_former_name_of_a_place_has_its_meaning() {
        let former: Vec<&str> = FIELDS.iter().flat_map(|row| row.formerly).copied().collect();
        let rows: Vec<&str> = FORMER.iter().map(|row| row.name).collect();
        assert_eq!(former, rows);
    }

    #[test]
    fn every_slot_a_field_travels_by_exists() {
        for row in FIELDS {
            if let Travels::Slot(name) | Travels::AfterCreation(name) = row.travels {
                assert!(slot_named(name).is_some(), "{name}");
            }
        }
    }
}
