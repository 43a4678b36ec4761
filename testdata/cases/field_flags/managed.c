// Flags of the managed layout, which CPython refuses for a static type.
// ids: FL-MGD T-OFF-4
// since: 3.12
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Shelf;

static void
shelf_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Shelf_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "managed.Shelf",
    .tp_basicsize = sizeof(Shelf),
    .tp_dealloc = shelf_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_MANAGED_DICT,  // want field-flags FL-MGD
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef managed_module = {
    PyModuleDef_HEAD_INIT, "managed", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_managed(void)
{
    PyObject *module;

    if (PyType_Ready(&Shelf_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&managed_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Shelf_Type);
    if (PyModule_AddObject(module, "Shelf", (PyObject *)&Shelf_Type) < 0) {
        Py_DECREF(&Shelf_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
