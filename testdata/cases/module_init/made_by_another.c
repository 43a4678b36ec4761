// A module that another function makes, of which only the name is known.
// ids: R-INIT
#include <Python.h>

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
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "made_by_another.Leaf",
    .tp_basicsize = sizeof(Leaf),
    .tp_dealloc = leaf_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef made_by_another_module = {
    PyModuleDef_HEAD_INIT, "made_by_another", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

static PyObject *(*create)(PyModuleDef *, int) = PyModule_Create2;

PyMODINIT_FUNC
PyInit_made_by_another(void)  // want module-init R-INIT
{
    PyObject *module;

    if (PyType_Ready(&Leaf_Type) < 0) {
        return NULL;
    }
    module = create(&made_by_another_module, PYTHON_API_VERSION);
    if (module == NULL) {
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
