// A type that is collected by a base of the module, which has no traverse to inherit.
// ids: GC-2 T-TRAV-6
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Root;

static void
root_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Root *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Root_Type = {  // want body-traverse T-TRAV-6
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "base_without.Root",
    .tp_basicsize = sizeof(Root),
    .tp_dealloc = root_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Leaf_Type = {  // want body-traverse GC-2
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "base_without.Leaf",
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Root_Type,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef base_without_module = {
    PyModuleDef_HEAD_INIT, "base_without", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_base_without(void)
{
    PyObject *module;

    if (PyType_Ready(&Root_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Leaf_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&base_without_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Root_Type);
    if (PyModule_AddObject(module, "Root", (PyObject *)&Root_Type) < 0) {
        Py_DECREF(&Root_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Leaf_Type);
    if (PyModule_AddObject(module, "Leaf", (PyObject *)&Leaf_Type) < 0) {
        Py_DECREF(&Leaf_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
