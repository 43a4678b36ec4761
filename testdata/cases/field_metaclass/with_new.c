// A metaclass that makes its classes itself: no way to make a type from a spec calls it.
// ids: T-META-4 R-META-NEW
// target: 3.12
#include <Python.h>

static PyObject *
meta_new(PyTypeObject *meta, PyObject *args, PyObject *kwds)
{
    return PyType_Type.tp_new(meta, args, kwds);
}

static PyTypeObject Meta_Type = {  // want guard-component
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "with_new.Meta",
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_base = &PyType_Type,
    .tp_new = meta_new,
};

typedef struct {
    PyObject_HEAD
    long value;
} Leaf;

static void
leaf_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Leaf_Type = {
    PyVarObject_HEAD_INIT(&Meta_Type, 0)  // want field-metaclass R-META-NEW
    .tp_name = "with_new.Leaf",
    .tp_basicsize = sizeof(Leaf),
    .tp_dealloc = leaf_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef with_new_module = {
    PyModuleDef_HEAD_INIT, "with_new", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_with_new(void)
{
    PyObject *module;

    if (PyType_Ready(&Meta_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Leaf_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&with_new_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Meta_Type);
    if (PyModule_AddObject(module, "Meta", (PyObject *)&Meta_Type) < 0) {
        Py_DECREF(&Meta_Type);
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
