// Sizes that a spec, whose sizes are ints, cannot hold.
// ids: R-SIZE
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Hall;

static void
hall_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Hall_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "too_large.Hall",
    .tp_basicsize = (Py_ssize_t)sizeof(Hall) + 4294967296,  // want field-size R-SIZE
    .tp_dealloc = hall_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef too_large_module = {
    PyModuleDef_HEAD_INIT, "too_large", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_too_large(void)
{
    PyObject *module;

    if (PyType_Ready(&Hall_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&too_large_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Hall_Type);
    if (PyModule_AddObject(module, "Hall", (PyObject *)&Hall_Type) < 0) {
        Py_DECREF(&Hall_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
