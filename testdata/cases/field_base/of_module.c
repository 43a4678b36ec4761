// A chain of three types of the module, defined and made in the wrong order of names.
// ids: T-BASE-2 FL-BASE
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long one;
    long two;
    long three;
} Leaf;

static void
leaf_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Stem_Type;

static PyTypeObject Leaf_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "of_module.Leaf",
    .tp_basicsize = sizeof(Leaf),
    .tp_dealloc = leaf_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Stem_Type,
    .tp_new = PyType_GenericNew,
};

typedef struct {
    PyObject_HEAD
    long one;
} Root;

static void
root_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Root_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "of_module.Root",
    .tp_basicsize = sizeof(Root),
    .tp_dealloc = root_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

typedef struct {
    PyObject_HEAD
    long one;
    long two;
} Stem;

static void
stem_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Stem_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "of_module.Stem",
    .tp_basicsize = sizeof(Stem),
    .tp_dealloc = stem_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_base = &Root_Type,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef of_module_module = {
    PyModuleDef_HEAD_INIT, "of_module", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_of_module(void)
{
    PyObject *module;

    if (PyType_Ready(&Root_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Stem_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Leaf_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&of_module_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Root_Type);
    if (PyModule_AddObject(module, "Root", (PyObject *)&Root_Type) < 0) {
        Py_DECREF(&Root_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Stem_Type);
    if (PyModule_AddObject(module, "Stem", (PyObject *)&Stem_Type) < 0) {
        Py_DECREF(&Stem_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Leaf_Type);
    if (PyModule_AddObject(module, "Leaf", (PyObject *)&Leaf_Type) < 0) {
        Py_DECREF(&Leaf_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
