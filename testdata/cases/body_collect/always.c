// Every type is collected when that is asked for.
// ids: GC-5 D-GC
// gc: always
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Dot;

static void
dot_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Dot_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "always.Dot",
    .tp_basicsize = sizeof(Dot),
    .tp_dealloc = dot_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef always_module = {
    PyModuleDef_HEAD_INIT, "always", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_always(void)
{
    PyObject *module;

    if (PyType_Ready(&Dot_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&always_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Dot_Type);
    if (PyModule_AddObject(module, "Dot", (PyObject *)&Dot_Type) < 0) {
        Py_DECREF(&Dot_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
