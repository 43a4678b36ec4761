// A type that is defined twice, under one condition or another; and one whose head is not written.
// ids: R-PP
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

typedef struct {
    PyObject_HEAD
    long value;
} Bald;

#ifdef DOCUMENTED
static PyTypeObject Odd_Type = {  // want guard-doubt P-2
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "twice.Odd",
    .tp_basicsize = sizeof(Odd),
    .tp_dealloc = odd_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "One is enough.",
    .tp_new = PyType_GenericNew,
};
#else
static PyTypeObject Odd_Type = {  // want guard-doubt P-2
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "twice.Odd",
    .tp_basicsize = sizeof(Odd),
    .tp_dealloc = odd_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};
#endif

static PyTypeObject Bald_Type = {  // want guard-doubt R-PP
    .tp_name = "twice.Bald",
    .tp_basicsize = sizeof(Bald),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static struct PyModuleDef twice_module = {
    PyModuleDef_HEAD_INIT, "twice", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_twice(void)
{
    PyObject *module;

    if (PyType_Ready(&Odd_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Bald_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&twice_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Odd_Type);
    if (PyModule_AddObject(module, "Odd", (PyObject *)&Odd_Type) < 0) {
        Py_DECREF(&Odd_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Bald_Type);
    if (PyModule_AddObject(module, "Bald", (PyObject *)&Bald_Type) < 0) {
        Py_DECREF(&Bald_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
