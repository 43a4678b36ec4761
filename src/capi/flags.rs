//! The flags of a type, and what a rewrite does with each (semantics, section 4).
//!
//! This module does not know which flags a type carries.

use super::version::Since;

#[derive(Clone, Copy, Debug)]
pub struct FlagRow {
    pub name: &'static str,
    pub since: Since,
    pub kind: FlagKind,
    /// The id of its rule.
    pub rule: &'static str,
}

/// What a flag is to a rewrite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlagKind {
    /// Goes over as it is written.
    Copy,
    /// `BASETYPE`: goes over, and is never added or taken away.
    Base,
    /// `HAVE_GC`: by the collector's policy.
    Gc,
    /// `HAVE_VECTORCALL`: goes over, and is written out where a heap type would not inherit it.
    Vectorcall,
    /// `METHOD_DESCRIPTOR`: likewise.
    MethodDescriptor,
    /// `IMMUTABLETYPE`: on every heap type made from a static one.
    Immutable,
    /// `DISALLOW_INSTANTIATION`: on those that have no `tp_new` and derive from `object`.
    Disallow,
    /// `MANAGED_DICT` and its like: change the layout; no static type has them.
    Managed,
    /// `HEAPTYPE`: no static type may have it.
    Heap,
    /// Set by CPython itself: dropped, with a note.
    Internal,
    /// Without meaning in every supported version, but with a value that compiles: goes over.
    Idle,
    /// Python 2's: CPython 3 has no such name. It can only stand where something else defines it.
    Python2,
}

pub const FLAGS: &[FlagRow] = &[
    flag("Py_TPFLAGS_DEFAULT", Since::ALWAYS, FlagKind::Copy, "FL-DEF"),
    flag("Py_TPFLAGS_BASETYPE", Since::ALWAYS, FlagKind::Base, "FL-BASE"),
    flag("Py_TPFLAGS_HAVE_GC", Since::ALWAYS, FlagKind::Gc, "FL-GC"),
    flag("Py_TPFLAGS_HEAPTYPE", Since::ALWAYS, FlagKind::Heap, "FL-HEAP"),
    flag("Py_TPFLAGS_IMMUTABLETYPE", Since::both(10), FlagKind::Immutable, "FL-IMM"),
    flag("Py_TPFLAGS_DISALLOW_INSTANTIATION", Since::both(10), FlagKind::Disallow, "FL-NEW"),
    flag("Py_TPFLAGS_HAVE_VECTORCALL", Since::split(9, 12), FlagKind::Vectorcall, "FL-VEC"),
    flag("_Py_TPFLAGS_HAVE_VECTORCALL", Since::full(8), FlagKind::Vectorcall, "FL-VEC"),
    flag("Py_TPFLAGS_METHOD_DESCRIPTOR", Since::both(8), FlagKind::MethodDescriptor, "FL-MD"),
    flag("Py_TPFLAGS_SEQUENCE", Since::full(10), FlagKind::Copy, "FL-PM"),
    flag("Py_TPFLAGS_MAPPING", Since::full(10), FlagKind::Copy, "FL-PM"),
    flag("_Py_TPFLAGS_MATCH_SELF", Since::both(10), FlagKind::Copy, "FL-PM"),
    flag("Py_TPFLAGS_IS_ABSTRACT", Since::ALWAYS, FlagKind::Copy, "FL-ABS"),
    flag("Py_TPFLAGS_ITEMS_AT_END", Since::both(12), FlagKind::Copy, "FL-DEF"),
    flag("Py_TPFLAGS_MANAGED_DICT", Since::full(11), FlagKind::Managed, "FL-MGD"),
    flag("Py_TPFLAGS_MANAGED_WEAKREF", Since::full(12), FlagKind::Managed, "FL-MGD"),
    flag("Py_TPFLAGS_PREHEADER", Since::full(12), FlagKind::Managed, "FL-MGD"),
    flag("Py_TPFLAGS_INLINE_VALUES", Since::full(13), FlagKind::Managed, "FL-MGD"),
    flag("Py_TPFLAGS_HAVE_FINALIZE", Since::both(4), FlagKind::Idle, "FL-OLD"),
    flag("Py_TPFLAGS_HAVE_VERSION_TAG", Since::ALWAYS, FlagKind::Idle, "FL-OLD"),
    flag("Py_TPFLAGS_HAVE_STACKLESS_EXTENSION", Since::ALWAYS, FlagKind::Idle, "FL-OLD"),
    flag("_Py_TPFLAGS_STATIC_BUILTIN", Since::full(12), FlagKind::Internal, "FL-INT"),
    flag("Py_TPFLAGS_READY", Since::ALWAYS, FlagKind::Internal, "FL-INT"),
    flag("Py_TPFLAGS_READYING", Since::ALWAYS, FlagKind::Internal, "FL-INT"),
    flag("Py_TPFLAGS_VALID_VERSION_TAG", Since::ALWAYS, FlagKind::Internal, "FL-INT"),
    flag("Py_TPFLAGS_LONG_SUBCLASS", Since::ALWAYS, FlagKind::Internal, "FL-INT"),
    flag("Py_TPFLAGS_LIST_SUBCLASS", Since::ALWAYS, FlagKind::Internal, "FL-INT"),
    flag("Py_TPFLAGS_TUPLE_SUBCLASS", Since::ALWAYS, FlagKind::Internal, "FL-INT"),
    flag("Py_TPFLAGS_BYTES_SUBCLASS", Since::ALWAYS, FlagKind::Internal, "FL-INT"),
    flag("Py_TPFLAGS_UNICODE_SUBCLASS", Since::ALWAYS, FlagKind::Internal, "FL-INT"),
    flag("Py_TPFLAGS_DICT_SUBCLASS", Since::ALWAYS, FlagKind::Internal, "FL-INT"),
    flag("Py_TPFLAGS_BASE_EXC_SUBCLASS", Since::ALWAYS, FlagKind::Internal, "FL-INT"),
    flag("Py_TPFLAGS_TYPE_SUBCLASS", Since::ALWAYS, FlagKind::Internal, "FL-INT"),
    flag("Py_TPFLAGS_CHECKTYPES", Since::NEVER, FlagKind::Python2, "FL-OLD"),
    flag("Py_TPFLAGS_GC", Since::NEVER, FlagKind::Python2, "FL-OLD"),
    flag("Py_TPFLAGS_HAVE_CLASS", Since::NEVER, FlagKind::Python2, "FL-OLD"),
    flag("Py_TPFLAGS_HAVE_GETCHARBUFFER", Since::NEVER, FlagKind::Python2, "FL-OLD"),
    flag("Py_TPFLAGS_HAVE_INDEX", Since::NEVER, FlagKind::Python2, "FL-OLD"),
    flag("Py_TPFLAGS_HAVE_INPLACEOPS", Since::NEVER, FlagKind::Python2, "FL-OLD"),
    flag("Py_TPFLAGS_HAVE_ITER", Since::NEVER, FlagKind::Python2, "FL-OLD"),
    flag("Py_TPFLAGS_HAVE_NEWBUFFER", Since::NEVER, FlagKind::Python2, "FL-OLD"),
    flag("Py_TPFLAGS_HAVE_RICHCOMPARE", Since::NEVER, FlagKind::Python2, "FL-OLD"),
    flag("Py_TPFLAGS_HAVE_SEQUENCE_IN", Since::NEVER, FlagKind::Python2, "FL-OLD"),
    flag("Py_TPFLAGS_HAVE_WEAKREFS", Since::NEVER, FlagKind::Python2, "FL-OLD"),
    flag("Py_TPFLAGS_INT_SUBCLASS", Since::NEVER, FlagKind::Python2, "FL-OLD"),
    flag("Py_TPFLAGS_STRING_SUBCLASS", Since::NEVER, FlagKind::Python2, "FL-OLD"),
];

const fn flag(name: &'static str, since: Since, kind: FlagKind, rule: &'static str) -> FlagRow {
    FlagRow { name, since, kind, rule }
}

/// The flag of this name. A project's own macro that adds flags together is none.
pub fn flag_named(name: &str) -> Option<&'static FlagRow> {
    FLAGS.iter().find(|row| row.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_says_what_becomes_of_it() {
        assert_eq!(flag_named("Py_TPFLAGS_HAVE_GC").map(|row| row.kind), Some(FlagKind::Gc));
        assert_eq!(flag_named("Py_TPFLAGS_CHECKTYPES").map(|row| row.kind), Some(FlagKind::Python2));
        assert!(flag_named("MY_FLAGS").is_none());
    }

    /// What Python 2 alone had is the only thing that no CPython 3 has.
    #[test]
    fn python_2_flags_and_no_others_are_in_no_cpython_3() {
        for row in FLAGS {
            assert_eq!(row.kind == FlagKind::Python2, row.since == Since::NEVER, "{}", row.name);
        }
    }
}
