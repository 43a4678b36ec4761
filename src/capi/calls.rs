//! The functions and macros of the C API that a rewriter must know when it meets them, by the role they play.
//!
//! Numbers are places of arguments, counted from zero. A name that is no row is an ordinary call. `PyMem_*` is left
//! out on purpose: it never frees an object. This module does not know what becomes of a call.

use std::sync::LazyLock;

use foldhash::HashMap;

#[derive(Clone, Copy, Debug)]
pub struct CallRow {
    pub name: &'static str,
    pub role: Role,
}

/// What a call does that matters to a rewrite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Makes an instance of the type at `ty`. `gc`: one with a collector's head, not tracked yet. `var`: of variable size.
    Allocate { ty: usize, gc: bool, var: bool },
    /// Makes an instance as the type at `ty` says, zeroed, and tracked if it is collected.
    AllocateByType { ty: usize },
    /// Makes memory (at 0) an instance of the type at `ty`.
    InitObject { ty: usize },
    /// Changes the size of the object at 0, which may move.
    Resize,
    /// Frees the memory of the object at 0. `gc`: with its collector's head.
    Free { gc: bool },
    /// Hands the object at 0 to the collector.
    Track,
    /// Takes the object at 0 from the collector.
    Untrack,
    /// Ends the weak references to the object at 0.
    ClearWeakrefs,
    /// Puts off the deallocation of deeply nested objects; begins or ends a region.
    Trashcan { begins: bool },
    /// Drops the reference at 0. What the place holds then: see [`Left`].
    Release { leaves: Left },
    /// Takes a reference to the object at 0, and returns it if `returns`.
    Retain { returns: bool },
    /// Visits the object at 0 in a traverse function.
    Visit,
    /// Finishes the static type at 0.
    Ready,
    /// Says that the type at 0 was changed.
    Modified,
    /// Makes a heap type.
    MakeType { spec: usize, module: Option<usize> },
    /// Makes a module by single-phase initialization; `def` is where its definition stands (Python 2 had none).
    CreateModule { def: Option<usize> },
    /// Starts a multi-phase initialization with the definition at 0.
    InitModuleDef,
    /// Adds the object at `value` to the module at 0.
    AddToModule { value: usize, steals: Steals },
    /// Readies the type at 1 and adds it to the module at 0 by its own name.
    AddTypeToModule,
    /// Adds a constant that is no object to the module at 0.
    AddConstant,
    /// The dict of the module at 0, borrowed.
    ModuleDict,
    /// Stores the object at `value` in the dict or as an attribute of the object at 0, taking a reference of its own.
    Store { value: usize },
    /// Takes something out of the container at 0, or empties it.
    Remove,
    /// The state of the module at 0.
    ModuleState,
    /// The module of the type at 0, or its state.
    ModuleOfType { state: bool },
    /// Works on the one module of the definition at `def` in this interpreter: never with multi-phase initialization.
    PerInterpreterModule { def: usize },
    /// Fills the static struct sequence type at 0 by the description at 1.
    InitStructSequence,
    /// Makes a struct sequence type by the description at 0.
    MakeStructSequence,
    /// Makes an instance of the struct sequence type at 0.
    NewStructSequence,
    /// Makes an exception class.
    NewException,
    /// Compares types; those that may name one stand at `types`.
    TypeTest { types: &'static [usize] },
    /// The type of the object at 0, borrowed.
    TypeOf,
    /// Sets the type of the object at 0 to the one at 1.
    SetType,
    /// Asks something of the type at 0.
    TypeQuery,
    /// Calls the object at 0.
    Call,
    /// Parses arguments by the format at `format`: `O!` takes a type, `O&` a converter.
    Parse { format: usize },
    /// Builds a value by the format at 0.
    Build,
    /// Wraps the pointer at 0 for other modules.
    Capsule,
    /// Makes a callable of the method at 0, which is given the object at 1 whenever it is called.
    MakeMethod,
}

/// What a released place holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// The old pointer, which counts no more.
    Dangling,
    Null,
    /// What stands at 1.
    Other,
}

/// Whether an addition takes over the caller's reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steals {
    Never,
    Always,
    OnSuccess,
}

pub const CALLS: &[CallRow] = &[
    // Making and freeing objects.
    call("PyObject_New", Role::Allocate { ty: 1, gc: false, var: false }),
    call("PyObject_NEW", Role::Allocate { ty: 1, gc: false, var: false }),
    call("_PyObject_New", Role::Allocate { ty: 0, gc: false, var: false }),
    call("PyObject_NewVar", Role::Allocate { ty: 1, gc: false, var: true }),
    call("PyObject_NEW_VAR", Role::Allocate { ty: 1, gc: false, var: true }),
    call("_PyObject_NewVar", Role::Allocate { ty: 0, gc: false, var: true }),
    call("PyObject_GC_New", Role::Allocate { ty: 1, gc: true, var: false }),
    call("_PyObject_GC_New", Role::Allocate { ty: 0, gc: true, var: false }),
    call("PyObject_GC_NewVar", Role::Allocate { ty: 1, gc: true, var: true }),
    call("_PyObject_GC_NewVar", Role::Allocate { ty: 0, gc: true, var: true }),
    call("PyUnstable_Object_GC_NewWithExtraData", Role::Allocate { ty: 0, gc: true, var: false }),
    call("PyType_GenericAlloc", Role::AllocateByType { ty: 0 }),
    call("PyType_GenericNew", Role::AllocateByType { ty: 0 }),
    call("PyObject_Init", Role::InitObject { ty: 1 }),
    call("PyObject_INIT", Role::InitObject { ty: 1 }),
    call("PyObject_InitVar", Role::InitObject { ty: 1 }),
    call("PyObject_INIT_VAR", Role::InitObject { ty: 1 }),
    call("PyObject_GC_Resize", Role::Resize),
    call("PyObject_Del", Role::Free { gc: false }),
    call("PyObject_DEL", Role::Free { gc: false }),
    call("PyObject_Free", Role::Free { gc: false }),
    call("PyObject_FREE", Role::Free { gc: false }),
    call("PyObject_GC_Del", Role::Free { gc: true }),
    // The collector, weak references, deep nesting.
    call("PyObject_GC_Track", Role::Track),
    call("_PyObject_GC_TRACK", Role::Track),
    call("PyObject_GC_UnTrack", Role::Untrack),
    call("_PyObject_GC_UNTRACK", Role::Untrack),
    call("PyObject_ClearWeakRefs", Role::ClearWeakrefs),
    call("Py_TRASHCAN_BEGIN", Role::Trashcan { begins: true }),
    call("Py_TRASHCAN_END", Role::Trashcan { begins: false }),
    call("Py_TRASHCAN_SAFE_BEGIN", Role::Trashcan { begins: true }),
    call("Py_TRASHCAN_SAFE_END", Role::Trashcan { begins: false }),
    call("Py_VISIT", Role::Visit),
    // References.
    call("Py_DECREF", Role::Release { leaves: Left::Dangling }),
    call("Py_XDECREF", Role::Release { leaves: Left::Dangling }),
    call("Py_DecRef", Role::Release { leaves: Left::Dangling }),
    call("Py_CLEAR", Role::Release { leaves: Left::Null }),
    call("Py_SETREF", Role::Release { leaves: Left::Other }),
    call("Py_XSETREF", Role::Release { leaves: Left::Other }),
    call("Py_INCREF", Role::Retain { returns: false }),
    call("Py_XINCREF", Role::Retain { returns: false }),
    call("Py_IncRef", Role::Retain { returns: false }),
    call("Py_NewRef", Role::Retain { returns: true }),
    call("Py_XNewRef", Role::Retain { returns: true }),
    // Types.
    call("PyType_Ready", Role::Ready),
    call("PyType_Modified", Role::Modified),
    call("PyType_FromSpec", Role::MakeType { spec: 0, module: None }),
    call("PyType_FromSpecWithBases", Role::MakeType { spec: 0, module: None }),
    call("PyType_FromModuleAndSpec", Role::MakeType { spec: 1, module: Some(0) }),
    call("PyType_FromMetaclass", Role::MakeType { spec: 2, module: Some(1) }),
    call("PyStructSequence_InitType", Role::InitStructSequence),
    call("PyStructSequence_InitType2", Role::InitStructSequence),
    call("PyStructSequence_NewType", Role::MakeStructSequence),
    call("PyStructSequence_New", Role::NewStructSequence),
    call("PyErr_NewException", Role::NewException),
    call("PyErr_NewExceptionWithDoc", Role::NewException),
    call("Py_TYPE", Role::TypeOf),
    call("Py_SET_TYPE", Role::SetType),
    call("Py_IS_TYPE", Role::TypeTest { types: &[1] }),
    call("PyObject_TypeCheck", Role::TypeTest { types: &[1] }),
    call("PyObject_IsInstance", Role::TypeTest { types: &[1] }),
    call("PyObject_IsSubclass", Role::TypeTest { types: &[0, 1] }),
    call("PyType_IsSubtype", Role::TypeTest { types: &[0, 1] }),
    call("Py_Is", Role::TypeTest { types: &[0, 1] }),
    call("PyType_HasFeature", Role::TypeQuery),
    call("PyType_FastSubclass", Role::TypeQuery),
    call("PyType_IS_GC", Role::TypeQuery),
    call("PyType_SUPPORTS_WEAKREFS", Role::TypeQuery),
    call("PyType_GetFlags", Role::TypeQuery),
    call("PyType_GetSlot", Role::TypeQuery),
    call("PyType_GetName", Role::TypeQuery),
    call("PyType_GetQualName", Role::TypeQuery),
    call("PyType_GetDict", Role::TypeQuery),
    // The module and its state.
    call("PyModule_Create", Role::CreateModule { def: Some(0) }),
    call("PyModule_Create2", Role::CreateModule { def: Some(0) }),
    call("Py_InitModule", Role::CreateModule { def: None }),
    call("Py_InitModule3", Role::CreateModule { def: None }),
    call("Py_InitModule4", Role::CreateModule { def: None }),
    call("PyModuleDef_Init", Role::InitModuleDef),
    call("PyModule_AddObject", Role::AddToModule { value: 2, steals: Steals::OnSuccess }),
    call("PyModule_AddObjectRef", Role::AddToModule { value: 2, steals: Steals::Never }),
    call("PyModule_Add", Role::AddToModule { value: 2, steals: Steals::Always }),
    call("PyModule_AddType", Role::AddTypeToModule),
    call("PyModule_AddIntConstant", Role::AddConstant),
    call("PyModule_AddIntMacro", Role::AddConstant),
    call("PyModule_AddStringConstant", Role::AddConstant),
    call("PyModule_AddStringMacro", Role::AddConstant),
    call("PyModule_GetDict", Role::ModuleDict),
    call("PyDict_SetItem", Role::Store { value: 2 }),
    call("PyDict_SetItemString", Role::Store { value: 2 }),
    call("PyObject_SetAttr", Role::Store { value: 2 }),
    call("PyObject_SetAttrString", Role::Store { value: 2 }),
    call("PyDict_DelItem", Role::Remove),
    call("PyDict_DelItemString", Role::Remove),
    call("PyDict_Clear", Role::Remove),
    call("PySet_Discard", Role::Remove),
    call("PySet_Clear", Role::Remove),
    call("PyObject_DelItem", Role::Remove),
    call("PyObject_DelItemString", Role::Remove),
    call("PyModule_GetState", Role::ModuleState),
    call("PyType_GetModule", Role::ModuleOfType { state: false }),
    call("PyType_GetModuleState", Role::ModuleOfType { state: true }),
    call("PyType_GetModuleByDef", Role::ModuleOfType { state: false }),
    call("_PyType_GetModuleByDef", Role::ModuleOfType { state: false }),
    call("PyState_FindModule", Role::PerInterpreterModule { def: 0 }),
    call("PyState_AddModule", Role::PerInterpreterModule { def: 1 }),
    call("PyState_RemoveModule", Role::PerInterpreterModule { def: 0 }),
    // Where a type may hide among arguments.
    call("PyObject_Call", Role::Call),
    call("PyObject_CallObject", Role::Call),
    call("PyObject_CallFunction", Role::Call),
    call("PyObject_CallFunctionObjArgs", Role::Call),
    call("PyObject_CallMethod", Role::Call),
    call("PyObject_CallMethodObjArgs", Role::Call),
    call("PyObject_CallNoArgs", Role::Call),
    call("PyObject_CallOneArg", Role::Call),
    call("PyObject_Vectorcall", Role::Call),
    call("PyObject_VectorcallDict", Role::Call),
    call("_PyObject_CallNoArg", Role::Call),
    call("PyArg_Parse", Role::Parse { format: 1 }),
    call("PyArg_ParseTuple", Role::Parse { format: 1 }),
    call("PyArg_ParseTupleAndKeywords", Role::Parse { format: 2 }),
    call("_PyArg_ParseStack", Role::Parse { format: 2 }),
    call("Py_BuildValue", Role::Build),
    call("PyCapsule_New", Role::Capsule),
    call("PyCFunction_New", Role::MakeMethod),
    call("PyCFunction_NewEx", Role::MakeMethod),
    call("PyCMethod_New", Role::MakeMethod),
];

const fn call(name: &'static str, role: Role) -> CallRow {
    CallRow { name, role }
}

/// The role of a function or macro of this name, if it has one.
pub fn role_of(name: &str) -> Option<Role> {
    // Asked for every call of every file, so not by walking the table.
    static ROLES: LazyLock<HashMap<&str, Role>> =
        LazyLock::new(|| CALLS.iter().map(|row| (row.name, row.role)).collect());
    ROLES.get(name).copied()
}

/// Whether a function of CPython may give an instance of any type: it makes one of the type it is given, or calls what it
/// is given.
pub fn gives_any(name: &str) -> bool {
    const STARTS: [&str; 5] =
        ["PyObject_Call", "PyObject_New", "PyObject_GC_New", "PyObject_Vectorcall", "PyType_Generic"];
    STARTS.iter().any(|start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_has_one_role_or_none() {
        assert_eq!(role_of("PyObject_GC_New"), Some(Role::Allocate { ty: 1, gc: true, var: false }));
        assert_eq!(role_of("Py_CLEAR"), Some(Role::Release { leaves: Left::Null }));
        assert_eq!(role_of("PyMem_Free"), None);
        assert_eq!(CALLS.iter().filter(|row| role_of(row.name) == Some(row.role)).count(), CALLS.len());
    }

    #[test]
    fn no_name_stands_twice() {
        let mut names: Vec<&str> = CALLS.iter().map(|row| row.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CALLS.len());
    }
}
