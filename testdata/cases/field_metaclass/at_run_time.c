// The metaclass is set at run time.
// ids: T-META-3 R-META-OLD
#include <Python.h>

static PyTypeObject Meta_Type = {  // want guard-component
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "at_run_time.Meta",
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_base = &PyType_Type,
};

typedef struct {
    PyObject_HEAD
    long value;
} Leaf;

static void
leaf_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Leaf_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "at_run_time.Leaf",
    .tp_basicsize = sizeof(Leaf),
    .tp_dealloc = leaf_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef at_run_time_module = {
    PyModuleDef_HEAD_INIT, "at_run_time", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_at_run_time(void)
{
    PyObject *module;

    Py_SET_TYPE(&Leaf_Type, &Meta_Type);  // want mention-set-type R-META-OLD
    if (PyType_Ready(&Meta_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Leaf_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&at_run_time_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Meta_Type);
    if (PyModule_AddObject(module, "Meta", (PyObject *)&Meta_Type) < 0) {
        Py_DECREF(&Meta_Type);
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
