// An allocator of its own.
// ids: T-ALLOC-2 R-ALLOC
#include <Python.h>

static PyObject *
counted_alloc(PyTypeObject *type, Py_ssize_t items)
{
    return PyType_GenericAlloc(type, items);
}

typedef struct {
    PyObject_HEAD
    long value;
} Count;

static void
count_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Count_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "own_alloc.Count",
    .tp_basicsize = sizeof(Count),
    .tp_dealloc = count_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_alloc = counted_alloc,  // want field-free R-ALLOC
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef own_alloc_module = {
    PyModuleDef_HEAD_INIT, "own_alloc", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_own_alloc(void)
{
    PyObject *module;

    if (PyType_Ready(&Count_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&own_alloc_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Count_Type);
    if (PyModule_AddObject(module, "Count", (PyObject *)&Count_Type) < 0) {
        Py_DECREF(&Count_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
