// A static type that says of itself that it is a heap type.
// ids: FL-HEAP R-FLAG-HEAP
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Liar;

static void
liar_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Liar_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "heap.Liar",
    .tp_basicsize = sizeof(Liar),
    .tp_dealloc = liar_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | (0 & Py_TPFLAGS_HEAPTYPE),  // want field-flags R-FLAG-HEAP
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef heap_module = {
    PyModuleDef_HEAD_INIT, "heap", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_heap(void)
{
    PyObject *module;

    if (PyType_Ready(&Liar_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&heap_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Liar_Type);
    if (PyModule_AddObject(module, "Liar", (PyObject *)&Liar_Type) < 0) {
        Py_DECREF(&Liar_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
