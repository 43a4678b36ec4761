//! Macros of CPython that take a word and no value: they paste it into a name, or make a string of it.

/// Whether the first argument of `name` is such a word (Include/cpython/object.h, Include/internal/pycore_runtime_strings.h,
/// Include/pymacro.h).
pub fn takes_word(name: &[u8]) -> bool {
    const MACROS: [&[u8]; 9] = [
        b"PyDoc_STRVAR",
        b"PyDoc_VAR",
        b"Py_STRINGIFY",
        b"_Py_ID",
        b"_Py_IDENTIFIER",
        b"_Py_STR",
        b"_Py_XSTRINGIFY",
        b"_Py_static_string",
        b"_Py_static_string_init",
    ];
    MACROS.contains(&name)
}
