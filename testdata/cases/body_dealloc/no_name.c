// A dealloc without a name for what it is handed.
// ids: T-DEALLOC-1
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Rock;

static void
rock_dealloc(PyObject *)  // want body-dealloc T-DEALLOC-1
{
    PyErr_WriteUnraisable(NULL);
}

static PyTypeObject Rock_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "no_name.Rock",
    .tp_basicsize = sizeof(Rock),
    .tp_dealloc = rock_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef no_name_module = {
    PyModuleDef_HEAD_INIT, "no_name", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_no_name(void)
{
    PyObject *module;

    if (PyType_Ready(&Rock_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&no_name_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Rock_Type);
    if (PyModule_AddObject(module, "Rock", (PyObject *)&Rock_Type) < 0) {
        Py_DECREF(&Rock_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
