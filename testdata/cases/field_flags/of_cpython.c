// A flag by which CPython says what it has done to a type.
// ids: FL-INT
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
    .tp_name = "of_cpython.Shelf",
    .tp_basicsize = sizeof(Shelf),
    .tp_dealloc = shelf_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_VALID_VERSION_TAG,  // want field-flags FL-INT
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef of_cpython_module = {
    PyModuleDef_HEAD_INIT, "of_cpython", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_of_cpython(void)
{
    PyObject *module;

    if (PyType_Ready(&Shelf_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&of_cpython_module);
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
