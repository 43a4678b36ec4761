// The base is one of CPython's exceptions.
// ids: T-BASE-3 T-TRAV-4 GC-2
#include <Python.h>

typedef struct {
    PyBaseExceptionObject base;
    long code;
} Failure;

static PyTypeObject Failure_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "exception.Failure",
    .tp_basicsize = sizeof(Failure),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "It failed.",
};

static struct PyModuleDef exception_module = {
    PyModuleDef_HEAD_INIT, "exception", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_exception(void)
{
    PyObject *module;

    Failure_Type.tp_base = (PyTypeObject *)PyExc_ValueError;
    if (PyType_Ready(&Failure_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&exception_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Failure_Type);
    if (PyModule_AddObject(module, "Failure", (PyObject *)&Failure_Type) < 0) {
        Py_DECREF(&Failure_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
