// A finalizer and no dealloc: a static type's is never called, a heap type's is.
// ids: T-DEALLOC-8 D-FINAL
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Quiet;

static void
quiet_finalize(PyObject *Py_UNUSED(op))
{
}

static PyTypeObject Quiet_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "finalizer_alone.Quiet",
    .tp_basicsize = sizeof(Quiet),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_finalize = quiet_finalize,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef finalizer_alone_module = {
    PyModuleDef_HEAD_INIT, "finalizer_alone", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_finalizer_alone(void)
{
    PyObject *module;

    if (PyType_Ready(&Quiet_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&finalizer_alone_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Quiet_Type);
    if (PyModule_AddObject(module, "Quiet", (PyObject *)&Quiet_Type) < 0) {
        Py_DECREF(&Quiet_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
