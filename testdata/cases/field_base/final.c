// The base is a type that cannot be subclassed.
// ids: T-BASE-5 R-BASE-FINAL
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long one;
} Stem;

static void
stem_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Stem_Type = {  // want guard-component
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "final.Stem",
    .tp_basicsize = sizeof(Stem),
    .tp_dealloc = stem_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

typedef struct {
    PyObject_HEAD
    long one;
    long two;
} Leaf;

static void
leaf_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Leaf_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "final.Leaf",
    .tp_basicsize = sizeof(Leaf),
    .tp_dealloc = leaf_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Stem_Type,  // want field-base R-BASE-FINAL
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef final_module = {
    PyModuleDef_HEAD_INIT, "final", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_final(void)
{
    PyObject *module;

    if (PyType_Ready(&Stem_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Leaf_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&final_module);
    if (module == NULL) {
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
