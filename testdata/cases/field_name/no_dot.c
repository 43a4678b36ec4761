// A name without a dot says that the type is one of builtins.
// avoids: D-NAME
// ids: T-NAME-2
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
    .tp_name = "Bare",
    .tp_basicsize = sizeof(Bare),
    .tp_dealloc = bare_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef no_dot_module = {
    PyModuleDef_HEAD_INIT, "no_dot", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_no_dot(void)
{
    PyObject *module;

    if (PyType_Ready(&Bare_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&no_dot_module);
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
