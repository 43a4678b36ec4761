//! Functions and macros of the C API that lend an object: their result belongs to somebody else.
//!
//! From the entries `:0:` and "borrowed" of CPython's Doc/data/refcounts.dat and its C API documentation.

/// Sorted.
const LENDERS: &[&str] = &[
    "PyCFunction_GET_SELF",
    "PyCFunction_GetSelf",
    "PyCapsule_GetContext",
    "PyCapsule_GetPointer",
    "PyCapsule_Import",
    "PyCell_GET",
    "PyDateTime_DATE_GET_TZINFO",
    "PyDateTime_TIME_GET_TZINFO",
    "PyDict_GetItem",
    "PyDict_GetItemString",
    "PyDict_GetItemWithError",
    "PyDict_SetDefault",
    "PyErr_Occurred",
    "PyEval_GetBuiltins",
    "PyEval_GetFrame",
    "PyEval_GetGlobals",
    "PyEval_GetLocals",
    "PyFunction_GetClosure",
    "PyFunction_GetCode",
    "PyFunction_GetDefaults",
    "PyFunction_GetGlobals",
    "PyFunction_GetModule",
    "PyImport_AddModule",
    "PyImport_AddModuleObject",
    "PyImport_GetModuleDict",
    "PyInstanceMethod_Function",
    "PyInstanceMethod_GET_FUNCTION",
    "PyInterpreterState_GetDict",
    "PyList_GET_ITEM",
    "PyList_GetItem",
    "PyMethod_Function",
    "PyMethod_GET_FUNCTION",
    "PyMethod_GET_SELF",
    "PyMethod_Self",
    "PyModule_GetDict",
    "PySequence_Fast_GET_ITEM",
    "PyState_FindModule",
    "PyStructSequence_GET_ITEM",
    "PyStructSequence_GetItem",
    "PySys_GetObject",
    "PySys_GetXOptions",
    "PyThreadState_GetDict",
    "PyTuple_GET_ITEM",
    "PyTuple_GetItem",
    "PyType_GetModule",
    "PyType_GetModuleByDef",
    "PyWeakref_GET_OBJECT",
    "PyWeakref_GetObject",
    "Py_TYPE",
];

/// Whether a call of this name gives an object that the caller must not release.
pub fn lends(name: &str) -> bool {
    LENDERS.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lenders_are_sorted() {
        assert!(LENDERS.is_sorted());
        assert!(lends("PyDict_GetItemString") && !lends("PyObject_GetAttrString"));
    }
}
