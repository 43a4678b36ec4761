// The base is fetched from another module at run time.
// ids: FL-IMM-4 T-BASE-4
#include <Python.h>

static PyTypeObject Rows_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "from_other_module.Rows",
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
};

static struct PyModuleDef from_other_module_module = {
    PyModuleDef_HEAD_INIT, "from_other_module", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_from_other_module(void)
{
    PyObject *module;

    PyObject *collections = PyImport_ImportModule("collections");
    if (collections == NULL) {
        return NULL;
    }
    Rows_Type.tp_base = (PyTypeObject *)PyObject_GetAttrString(collections, "deque");  // want field-base T-BASE-4
    Py_DECREF(collections);
    if (Rows_Type.tp_base == NULL) {  // want guard-run-time FL-RT
        return NULL;
    }
    if (PyType_Ready(&Rows_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&from_other_module_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Rows_Type);
    if (PyModule_AddObject(module, "Rows", (PyObject *)&Rows_Type) < 0) {
        Py_DECREF(&Rows_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
