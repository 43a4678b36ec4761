// A size that is smaller than the base's: a static type gets away with it, a heap type crashes.
// ids: T-SIZE-4 R-SIZE-SMALL
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long one;
    long two;
} Big;

static void
big_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Big_Type = {  // want guard-component
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "smaller.Big",
    .tp_basicsize = sizeof(Big),
    .tp_dealloc = big_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

typedef struct {
    PyObject_HEAD
    long one;
} Small;

static void
small_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Small_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "smaller.Small",
    .tp_basicsize = sizeof(Small),  // want field-size R-SIZE-SMALL
    .tp_dealloc = small_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Big_Type,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef smaller_module = {
    PyModuleDef_HEAD_INIT, "smaller", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_smaller(void)
{
    PyObject *module;

    if (PyType_Ready(&Big_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Small_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&smaller_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Big_Type);
    if (PyModule_AddObject(module, "Big", (PyObject *)&Big_Type) < 0) {
        Py_DECREF(&Big_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Small_Type);
    if (PyModule_AddObject(module, "Small", (PyObject *)&Small_Type) < 0) {
        Py_DECREF(&Small_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
