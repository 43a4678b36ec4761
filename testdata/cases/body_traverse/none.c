// Collected, and no traverse: from CPython 3.11 on no heap type can be made so.
// ids: T-TRAV-6
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Odd;

static void
odd_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Odd *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Odd_Type = {  // want body-traverse T-TRAV-6
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "none.Odd",
    .tp_basicsize = sizeof(Odd),
    .tp_dealloc = odd_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef none_module = {
    PyModuleDef_HEAD_INIT, "none", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_none(void)
{
    PyObject *module;

    if (PyType_Ready(&Odd_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&none_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Odd_Type);
    if (PyModule_AddObject(module, "Odd", (PyObject *)&Odd_Type) < 0) {
        Py_DECREF(&Odd_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
