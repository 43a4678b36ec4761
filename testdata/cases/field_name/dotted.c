// The usual name; a second one is put together from macros.
// ids: T-NAME-1 T-NAME-4 T-BASE-1
#include <Python.h>

#define PACKAGE "dotted"

typedef struct {
    PyObject_HEAD
    long value;
} One;

static void
one_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject One_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "dotted.One",
    .tp_basicsize = sizeof(One),
    .tp_dealloc = one_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

typedef struct {
    PyObject_HEAD
    long value;
} Two;

static void
two_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Two_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = PACKAGE "." "Two",
    .tp_basicsize = sizeof(Two),
    .tp_dealloc = two_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef dotted_module = {
    PyModuleDef_HEAD_INIT, "dotted", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_dotted(void)
{
    PyObject *module;

    if (PyType_Ready(&One_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Two_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&dotted_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&One_Type);
    if (PyModule_AddObject(module, "One", (PyObject *)&One_Type) < 0) {
        Py_DECREF(&One_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Two_Type);
    if (PyModule_AddObject(module, "Two", (PyObject *)&Two_Type) < 0) {
        Py_DECREF(&Two_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
