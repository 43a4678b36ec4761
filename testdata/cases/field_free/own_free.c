// A tp_free of its own.
// ids: T-ALLOC-3
#include <Python.h>

static long freed;

static void
counted_free(void *op)
{
    freed++;
    PyObject_Free(op);
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
    .tp_name = "own_free.Count",
    .tp_basicsize = sizeof(Count),
    .tp_dealloc = count_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_free = counted_free,  // want field-free T-ALLOC-3
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef own_free_module = {
    PyModuleDef_HEAD_INIT, "own_free", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_own_free(void)
{
    PyObject *module;

    if (PyType_Ready(&Count_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&own_free_module);
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
