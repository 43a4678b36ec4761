// `type` is written as the metaclass, and the base has another one.
// ids: T-META-5 R-META-MIX
#include <Python.h>

static PyTypeObject Meta_Type = {  // want guard-component
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "mixed.Meta",
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_base = &PyType_Type,
};

typedef struct {
    PyObject_HEAD
    long value;
} Stem;

static void
stem_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Stem_Type = {
    PyVarObject_HEAD_INIT(&Meta_Type, 0)  // want field-metaclass R-META-OLD
    .tp_name = "mixed.Stem",
    .tp_basicsize = sizeof(Stem),
    .tp_dealloc = stem_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

typedef struct {
    PyObject_HEAD
    long value;
    long more;
} Leaf;

static void
leaf_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Leaf_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)  // want field-metaclass R-META-MIX
    .tp_name = "mixed.Leaf",
    .tp_basicsize = sizeof(Leaf),
    .tp_dealloc = leaf_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Stem_Type,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef mixed_module = {
    PyModuleDef_HEAD_INIT, "mixed", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_mixed(void)
{
    PyObject *module;

    if (PyType_Ready(&Meta_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Stem_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Leaf_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&mixed_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Meta_Type);
    if (PyModule_AddObject(module, "Meta", (PyObject *)&Meta_Type) < 0) {
        Py_DECREF(&Meta_Type);
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
