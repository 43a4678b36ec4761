// No flags at all: CPython 3.9 turns the method cache off then, and still does.
// ids: FL-DEF
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Bare;

static void
bare_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Bare_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "none.Bare",
    .tp_basicsize = sizeof(Bare),
    .tp_dealloc = bare_dealloc,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef none_module = {
    PyModuleDef_HEAD_INIT, "none", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_none(void)
{
    PyObject *module;

    if (PyType_Ready(&Bare_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&none_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Bare_Type);
    if (PyModule_AddObject(module, "Bare", (PyObject *)&Bare_Type) < 0) {
        Py_DECREF(&Bare_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
