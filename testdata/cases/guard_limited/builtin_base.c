// What is asked of a builtin base goes through PyType_GetSlot.
// ids: T-TRAV-4
// limited: 3.10
#include <Python.h>

static PyTypeObject Shelf_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "builtin_base.Shelf",
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_base = &PyDict_Type,
};

static struct PyModuleDef builtin_base_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "builtin_base",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_builtin_base(void)
{
    PyObject *module;

    if (PyType_Ready(&Shelf_Type) < 0)
        return NULL;
    module = PyModule_Create(&builtin_base_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Shelf_Type);
    if (PyModule_AddObject(module, "Shelf", (PyObject *)&Shelf_Type) < 0)
        return NULL;
    return module;
}
