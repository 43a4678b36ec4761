//! The macros of CPython's headers that are nothing but a cast. This module does not know what is cast.

/// Macro, and what the pointer that it makes points to.
///
/// Source: `Include/object.h`, `Include/methodobject.h` (`_PyCFunction_CAST` since 3.11).
pub const CASTS: &[(&str, &str)] = &[
    ("_PyCFunction_CAST", "PyCFunction"),
    ("_PyObject_CAST", "PyObject"),
    ("_PyObject_CAST_CONST", "PyObject"),
    ("_PyVarObject_CAST", "PyVarObject"),
    ("_PyVarObject_CAST_CONST", "PyVarObject"),
];

/// What the pointer that the macro `name` makes points to, if it is such a macro.
pub fn cast_of(name: &str) -> Option<&'static str> {
    CASTS.iter().find(|(known, _)| *known == name).map(|(_, base)| *base)
}

/// Types that are pointers to functions, as casts of the functions in tables name them.
///
/// Source: `Include/methodobject.h`, `Include/object.h`, `Include/descrobject.h`.
pub const FUNCTION_POINTERS: &[&str] = &[
    "PyCFunction",
    "PyCFunctionWithKeywords",
    "PyCMethod",
    "_PyCFunctionFast",
    "_PyCFunctionFastWithKeywords",
    "getter",
    "setter",
    "destructor",
    "reprfunc",
    "newfunc",
    "initproc",
];
