// A test for a type, in a function of another one that stays static: no way leads from there to the module.
// ids: A-CHECK
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Lock;

static void
lock_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

typedef struct {
    PyObject_HEAD
    long value;
} Key;

static void
key_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Lock_Type;

static PyObject *
key_fits(PyObject *Py_UNUSED(self), PyObject *op)  // want guard-route A-CHECK
{
    return PyBool_FromLong(PyObject_TypeCheck(op, &Lock_Type));
}

static PyMethodDef key_methods[] = {
    {"fits", key_fits, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Lock_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "test_without_state.Lock",
    .tp_basicsize = sizeof(Lock),
    .tp_dealloc = lock_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Key_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "test_without_state.Key",
    .tp_basicsize = sizeof(Key),
    .tp_dealloc = key_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | (0 & Py_TPFLAGS_HEAPTYPE),  // want field-flags R-FLAG-HEAP
    .tp_methods = key_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef test_without_state_module = {
    PyModuleDef_HEAD_INIT, "test_without_state", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_test_without_state(void)
{
    PyObject *module;

    if (PyType_Ready(&Lock_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Key_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&test_without_state_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Lock_Type);
    if (PyModule_AddObject(module, "Lock", (PyObject *)&Lock_Type) < 0) {
        Py_DECREF(&Lock_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Key_Type);
    if (PyModule_AddObject(module, "Key", (PyObject *)&Key_Type) < 0) {
        Py_DECREF(&Key_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
