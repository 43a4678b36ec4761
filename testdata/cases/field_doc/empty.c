// An empty docstring, one that is a signature alone, and none.
// ids: T-DOC-2 T-DOC-3
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Empty;

static void
empty_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Empty_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "empty.Empty",
    .tp_basicsize = sizeof(Empty),
    .tp_dealloc = empty_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "",
    .tp_new = PyType_GenericNew,
};

typedef struct {
    PyObject_HEAD
    long value;
} Bare;

static void
bare_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Bare_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "empty.Bare",
    .tp_basicsize = sizeof(Bare),
    .tp_dealloc = bare_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Bare(value)\n--\n\n",
    .tp_new = PyType_GenericNew,
};

typedef struct {
    PyObject_HEAD
    long value;
} No;

static void
no_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject No_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "empty.No",
    .tp_basicsize = sizeof(No),
    .tp_dealloc = no_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = NULL,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef empty_module = {
    PyModuleDef_HEAD_INIT, "empty", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_empty(void)
{
    PyObject *module;

    if (PyType_Ready(&Empty_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Bare_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&No_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&empty_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Empty_Type);
    if (PyModule_AddObject(module, "Empty", (PyObject *)&Empty_Type) < 0) {
        Py_DECREF(&Empty_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Bare_Type);
    if (PyModule_AddObject(module, "Bare", (PyObject *)&Bare_Type) < 0) {
        Py_DECREF(&Bare_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&No_Type);
    if (PyModule_AddObject(module, "No", (PyObject *)&No_Type) < 0) {
        Py_DECREF(&No_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
