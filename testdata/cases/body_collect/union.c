// A reference in a union: the dealloc says when it is one.
// ids: T-TRAV-7
#include <Python.h>

typedef struct {
    PyObject_HEAD
    int kind;
    union {
        PyObject *object;
        long number;
    } value;
} Either;

static void
either_dealloc(PyObject *op)
{
    Either *self = (Either *)op;
    if (self->kind == 1) {
        Py_XDECREF(self->value.object);
    }
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Either_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "union.Either",
    .tp_basicsize = sizeof(Either),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = either_dealloc,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef union_module = {
    PyModuleDef_HEAD_INIT, "union", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_union(void)
{
    PyObject *module;

    if (PyType_Ready(&Either_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&union_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Either_Type);
    if (PyModule_AddObject(module, "Either", (PyObject *)&Either_Type) < 0) {
        Py_DECREF(&Either_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
