//! The static types of CPython itself, and what each is as a base.
//!
//! Their addresses are the same for every module and interpreter of a process, so that a mention of one stays as it is.
//! Only types that are declared in every supported version. This module does not know the layout of their instances.

#[derive(Clone, Copy, Debug)]
pub struct BuiltinRow {
    /// The type object: `PyList_Type`.
    pub name: &'static str,
    /// How Python names it; may need `types`, `weakref`, `collections`, `contextvars`, `pickle` or `datetime`.
    pub python: &'static str,
    pub as_base: AsBase,
}

/// What a type inherits from a base, as far as the collector goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AsBase {
    /// It has no `BASETYPE`: nothing may derive from it.
    Final,
    /// Its instances are not collected.
    Plain,
    /// It has `HAVE_GC`.
    Collected,
}

pub const BUILTINS: &[BuiltinRow] = &[
    plain("PyBaseObject_Type", "object"),
    plain("PyLong_Type", "int"),
    plain("PyFloat_Type", "float"),
    plain("PyComplex_Type", "complex"),
    plain("PyUnicode_Type", "str"),
    plain("PyBytes_Type", "bytes"),
    plain("PyByteArray_Type", "bytearray"),
    collected("PyType_Type", "type"),
    collected("PyTuple_Type", "tuple"),
    collected("PyList_Type", "list"),
    collected("PyDict_Type", "dict"),
    collected("PySet_Type", "set"),
    collected("PyFrozenSet_Type", "frozenset"),
    collected("PyEnum_Type", "enumerate"),
    collected("PyReversed_Type", "reversed"),
    collected("PyZip_Type", "zip"),
    collected("PyMap_Type", "map"),
    collected("PyFilter_Type", "filter"),
    collected("PyProperty_Type", "property"),
    collected("PyStaticMethod_Type", "staticmethod"),
    collected("PyClassMethod_Type", "classmethod"),
    collected("PySuper_Type", "super"),
    collected("PyModule_Type", "types.ModuleType"),
    collected("PyODict_Type", "collections.OrderedDict"),
    collected("_PyWeakref_RefType", "weakref.ref"),
    collected("Py_GenericAliasType", "types.GenericAlias"),
    final_("PyBool_Type", "bool"),
    final_("PyMemoryView_Type", "memoryview"),
    final_("PySlice_Type", "slice"),
    final_("PyRange_Type", "range"),
    final_("PyFunction_Type", "types.FunctionType"),
    final_("PyMethod_Type", "types.MethodType"),
    final_("PyCFunction_Type", "types.BuiltinFunctionType"),
    final_("PyGen_Type", "types.GeneratorType"),
    final_("PyCoro_Type", "types.CoroutineType"),
    final_("PyAsyncGen_Type", "types.AsyncGeneratorType"),
    final_("PyCode_Type", "types.CodeType"),
    final_("PyFrame_Type", "types.FrameType"),
    final_("PyTraceBack_Type", "types.TracebackType"),
    final_("PyCell_Type", "types.CellType"),
    final_("PyCapsule_Type", "type(datetime.datetime_CAPI)"),
    final_("PyDictProxy_Type", "types.MappingProxyType"),
    final_("PyDictKeys_Type", "type({}.keys())"),
    final_("PyDictValues_Type", "type({}.values())"),
    final_("PyDictItems_Type", "type({}.items())"),
    final_("PySeqIter_Type", "type(iter(type('S', (), {'__getitem__': len})()))"),
    final_("PyCallIter_Type", "type(iter(int, 1))"),
    final_("PyListIter_Type", "type(iter([]))"),
    final_("PyTupleIter_Type", "type(iter(()))"),
    final_("PyGetSetDescr_Type", "types.GetSetDescriptorType"),
    final_("PyMemberDescr_Type", "types.MemberDescriptorType"),
    final_("PyMethodDescr_Type", "types.MethodDescriptorType"),
    final_("PyClassMethodDescr_Type", "types.ClassMethodDescriptorType"),
    final_("PyWrapperDescr_Type", "types.WrapperDescriptorType"),
    final_("PyEllipsis_Type", "type(...)"),
    final_("_PyWeakref_ProxyType", "weakref.ProxyType"),
    final_("_PyWeakref_CallableProxyType", "weakref.CallableProxyType"),
    final_("PyContext_Type", "contextvars.Context"),
    final_("PyContextVar_Type", "contextvars.ContextVar"),
    final_("PyContextToken_Type", "contextvars.Token"),
    final_("PyPickleBuffer_Type", "pickle.PickleBuffer"),
    final_("PyUnicodeIter_Type", "type(iter(''))"),
    final_("PySetIter_Type", "type(iter(set()))"),
    final_("PyRangeIter_Type", "type(iter(range(0)))"),
    final_("PyDictIterKey_Type", "type(iter({}))"),
];

const fn plain(name: &'static str, python: &'static str) -> BuiltinRow {
    BuiltinRow { name, python, as_base: AsBase::Plain }
}

const fn collected(name: &'static str, python: &'static str) -> BuiltinRow {
    BuiltinRow { name, python, as_base: AsBase::Collected }
}

// As no type derives from these, it does not matter that some became collected in between (`PyCapsule_Type`, 3.13).
const fn final_(name: &'static str, python: &'static str) -> BuiltinRow {
    BuiltinRow { name, python, as_base: AsBase::Final }
}

/// What a name of CPython's means as a base: a type object, or a variable `PyExc_*` that points to an exception class.
pub fn as_base(name: &str) -> Option<AsBase> {
    if is_exception(name) {
        return Some(AsBase::Collected);
    }
    BUILTINS.iter().find(|row| row.name == name).map(|row| row.as_base)
}

/// Whether its `tp_clear` is set, on every CPython: those of `tuple`, `zip`, `enumerate` and their like are NULL.
pub fn has_clear(name: &str) -> bool {
    const NAMES: [&str; 7] = [
        "PyList_Type",
        "PyDict_Type",
        "PySet_Type",
        "PyFrozenSet_Type",
        "PyType_Type",
        "PyProperty_Type",
        "PyODict_Type",
    ];
    is_exception(name) || NAMES.contains(&name)
}

/// Whether it has a `__reduce__` or `__reduce_ex__` other than that of `object`, which its subtypes inherit.
pub fn pickles_itself(name: &str) -> bool {
    const NAMES: [&str; 9] = [
        "PySet_Type",
        "PyFrozenSet_Type",
        "PyByteArray_Type",
        "PyEnum_Type",
        "PyReversed_Type",
        "PyZip_Type",
        "PyMap_Type",
        "PyFilter_Type",
        "PyODict_Type",
    ];
    is_exception(name) || NAMES.contains(&name)
}

/// How many fields of a word or more the instances have behind `PyObject_HEAD`, at the least (Include/cpython/*.h).
pub fn least_fields(name: &str) -> usize {
    match name {
        "PyList_Type" => 3,
        "PyDict_Type" => 4,
        "PySet_Type" | "PyFrozenSet_Type" => 6,
        "PyType_Type" => 40,
        name if is_exception(name) => 4,
        _ => 0,
    }
}

/// Whether the name is a variable that points to one of CPython's exception classes. All of them may be derived from.
pub fn is_exception(name: &str) -> bool {
    name.starts_with("PyExc_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_known_by_its_name() {
        assert_eq!(as_base("PyBaseObject_Type"), Some(AsBase::Plain));
        assert_eq!(as_base("PyDict_Type"), Some(AsBase::Collected));
        assert_eq!(as_base("PyExc_ValueError"), Some(AsBase::Collected));
        assert_eq!(as_base("PyBool_Type"), Some(AsBase::Final));
        assert_eq!(as_base("Foo_Type"), None);
    }
}
