// Docstrings: a literal, a variable, one with a signature.
// ids: T-DOC-1 T-DOC-4
#include <Python.h>

PyDoc_STRVAR(two_doc, "Two(value=0, /)\n--\n\nThe second.");

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
    .tp_name = "plain.One",
    .tp_basicsize = sizeof(One),
    .tp_dealloc = one_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "The first.",
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
    .tp_name = "plain.Two",
    .tp_basicsize = sizeof(Two),
    .tp_dealloc = two_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = two_doc,
    .tp_new = PyType_GenericNew,
};

typedef struct {
    PyObject_HEAD
    long value;
} Three;

static void
three_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Three_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "plain.Three",
    .tp_basicsize = sizeof(Three),
    .tp_dealloc = three_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = PyDoc_STR("Three()\n--\n\n"
                        "The third."),
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef plain_module = {
    PyModuleDef_HEAD_INIT, "plain", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_plain(void)
{
    PyObject *module;

    if (PyType_Ready(&One_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Two_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Three_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&plain_module);
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
    Py_INCREF(&Three_Type);
    if (PyModule_AddObject(module, "Three", (PyObject *)&Three_Type) < 0) {
        Py_DECREF(&Three_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
