//! Since when there is what the output may use: functions, macros, constants and structs.
//!
//! Slot ids and flags have tables of their own; [`super::since`] looks in all of them. This module does not know when
//! a rule prefers which name.

use super::version::Since;

#[derive(Clone, Copy, Debug)]
pub struct ApiRow {
    pub name: &'static str,
    pub since: Since,
}

/// `PyType_GetModuleByDef` under its first name: declared and exported in 3.10, and in no other version.
pub const MODULE_BY_DEF_IN_3_10: &str = "_PyType_GetModuleByDef";

pub const API: &[ApiRow] = &[
    // Making a type. 3.9's limited headers show PyType_FromModuleAndSpec and the three that came with it, but its
    // stable-ABI library on Windows does not export them.
    row("PyType_FromSpec", Since::ALWAYS),
    row("PyType_FromSpecWithBases", Since::both(3)),
    row("PyType_FromModuleAndSpec", Since::split(9, 10)),
    row("PyType_FromMetaclass", Since::both(12)),
    row("PyType_FromSlots", Since::both(15)),
    row("PyType_Spec", Since::ALWAYS),
    row("PyType_Slot", Since::ALWAYS),
    row("PyType_Freeze", Since::both(14)),
    row("PyType_Modified", Since::ALWAYS),
    row("PyType_GetDict", Since::full(12)),
    row("PyType_GenericNew", Since::ALWAYS),
    row("PyType_GenericAlloc", Since::ALWAYS),
    row("PyHeapTypeObject", Since::full(2)),
    row("PyObject_GetTypeData", Since::both(12)),
    row("Py_TP_USE_SPEC", Since::both(14)),
    // From a type or a module to the state.
    row("PyType_GetModule", Since::split(9, 10)),
    row("PyType_GetModuleState", Since::split(9, 10)),
    row("PyType_GetModuleByDef", Since::split(11, 13)),
    row("PyType_GetModuleByToken", Since::both(15)),
    row("PyType_GetBaseByToken", Since::both(14)),
    row("PyModule_GetState", Since::ALWAYS),
    row("PyModule_GetDef", Since::ALWAYS),
    // Calling conventions. Limited headers show METH_FASTCALL from 3.10 on, whatever the manifest says.
    row("METH_FASTCALL", Since::split(7, 10)),
    row("METH_METHOD", Since::both(9)),
    row("PyCMethod", Since::both(9)),
    // The module definition.
    row("PyModuleDef", Since::ALWAYS),
    row("PyModuleDef_Init", Since::both(5)),
    row("PyModuleDef_Slot", Since::both(5)),
    row("Py_mod_create", Since::both(5)),
    row("Py_mod_exec", Since::both(5)),
    row("Py_mod_multiple_interpreters", Since::both(12)),
    row("Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED", Since::both(12)),
    row("Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED", Since::both(12)),
    row("Py_MOD_PER_INTERPRETER_GIL_SUPPORTED", Since::both(12)),
    row("Py_mod_gil", Since::both(13)),
    row("Py_MOD_GIL_USED", Since::both(13)),
    row("Py_MOD_GIL_NOT_USED", Since::both(13)),
    // Filling the module.
    row("PyModule_AddType", Since::split(9, 10)),
    row("PyModule_AddObjectRef", Since::both(10)),
    row("PyModule_Add", Since::both(13)),
    row("PyModule_AddObject", Since::ALWAYS),
    row("PyErr_NewException", Since::ALWAYS),
    row("PyErr_NewExceptionWithDoc", Since::ALWAYS),
    row("PyStructSequence_NewType", Since::ALWAYS),
    row("PyInterpreterState_GetDict", Since::both(8)),
    // Members. The names without `Py_` need structmember.h, which every version has, for limited builds, too.
    row("PyMemberDef", Since::ALWAYS),
    row("T_PYSSIZET", Since::ALWAYS),
    row("READONLY", Since::ALWAYS),
    row("Py_T_PYSSIZET", Since::both(12)),
    row("Py_READONLY", Since::both(12)),
    row("Py_RELATIVE_OFFSET", Since::both(12)),
    // Objects: making, visiting, freeing, comparing.
    row("PyObject_New", Since::ALWAYS),
    row("PyObject_NewVar", Since::ALWAYS),
    row("PyObject_GC_New", Since::ALWAYS),
    row("PyObject_GC_NewVar", Since::ALWAYS),
    row("PyObject_GC_Track", Since::ALWAYS),
    row("PyObject_GC_UnTrack", Since::ALWAYS),
    row("PyObject_GC_Del", Since::ALWAYS),
    row("PyObject_GC_IsTracked", Since::both(9)),
    row("PyObject_Free", Since::ALWAYS),
    row("PyObject_ClearWeakRefs", Since::ALWAYS),
    row("PyObject_CallFinalizerFromDealloc", Since::full(4)),
    row("PyObject_VisitManagedDict", Since::full(13)),
    row("PyObject_ClearManagedDict", Since::full(13)),
    row("Py_VISIT", Since::ALWAYS),
    row("Py_CLEAR", Since::ALWAYS),
    row("Py_SETREF", Since::full(6)),
    row("Py_NewRef", Since::both(10)),
    row("Py_XNewRef", Since::both(10)),
    row("Py_IS_TYPE", Since::both(9)),
    row("Py_SET_TYPE", Since::both(9)),
    row("Py_TRASHCAN_BEGIN", Since::full(8)),
    // Keeping an exception over a look-up.
    row("PyErr_Fetch", Since::ALWAYS),
    row("PyErr_Restore", Since::ALWAYS),
    row("PyErr_GetRaisedException", Since::both(12)),
    row("PyErr_SetRaisedException", Since::both(12)),
];

const fn row(name: &'static str, since: Since) -> ApiRow {
    ApiRow { name, since }
}

/// The row of this name.
pub fn api_named(name: &str) -> Option<&'static ApiRow> {
    API.iter().find(|row| row.name == name)
}
