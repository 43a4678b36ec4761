//! The functions that make arrays, and what frees what each of them made (`Doc/c-api/memory.rst`).

/// One family of functions.
#[derive(Debug, PartialEq, Eq)]
pub struct Memory {
    /// `f(size)`: what it gives is not filled.
    pub plain: &'static str,
    /// `f(count, size)`: what it gives is all zero.
    pub zeroed: &'static str,
    pub free: &'static str,
}

const FAMILIES: &[Memory] = &[
    Memory { plain: "malloc", zeroed: "calloc", free: "free" },
    Memory { plain: "PyMem_Malloc", zeroed: "PyMem_Calloc", free: "PyMem_Free" },
    Memory { plain: "PyMem_RawMalloc", zeroed: "PyMem_RawCalloc", free: "PyMem_RawFree" },
    Memory { plain: "PyObject_Malloc", zeroed: "PyObject_Calloc", free: "PyObject_Free" },
];

/// The family that a function which allocates belongs to.
pub fn family(name: &str) -> Option<&'static Memory> {
    FAMILIES.iter().find(|one| one.plain == name || one.zeroed == name)
}
