// `tp_bases` is given.
// ids: T-BASE-7
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} One;

static void
one_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject One_Type = {  // want guard-component
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "two_bases.One",
    .tp_basicsize = sizeof(One),
    .tp_dealloc = one_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
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
    .tp_name = "two_bases.Two",
    .tp_basicsize = sizeof(Two),
    .tp_dealloc = two_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef two_bases_module = {
    PyModuleDef_HEAD_INIT, "two_bases", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_two_bases(void)
{
    PyObject *module;

    if (PyType_Ready(&One_Type) < 0) {
        return NULL;
    }
    Two_Type.tp_bases = PyTuple_Pack(1, &One_Type);  // want field-internal T-BASE-7
    if (PyType_Ready(&One_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Two_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&two_bases_module);
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
