// A field of CPython's own is set.
// ids: R-INTERNAL
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Odd;

static void
odd_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Odd_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cache_set.Odd",
    .tp_basicsize = sizeof(Odd),
    .tp_dealloc = odd_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_version_tag = 1,  // want field-internal R-INTERNAL
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef cache_set_module = {
    PyModuleDef_HEAD_INIT, "cache_set", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_cache_set(void)
{
    PyObject *module;

    if (PyType_Ready(&Odd_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&cache_set_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Odd_Type);
    if (PyModule_AddObject(module, "Odd", (PyObject *)&Odd_Type) < 0) {
        Py_DECREF(&Odd_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
