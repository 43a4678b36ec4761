// No suites: code that looks for them in the type sees a difference, and nothing else does.
// ids: S-4 T-DEALLOC-8
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Plain;

static PyTypeObject Plain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "none.Plain",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_as_number = 0,
    .tp_as_sequence = NULL,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef none_module = {
    PyModuleDef_HEAD_INIT, "none", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_none(void)
{
    PyObject *module;

    if (PyType_Ready(&Plain_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&none_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Plain_Type);
    if (PyModule_AddObject(module, "Plain", (PyObject *)&Plain_Type) < 0) {
        Py_DECREF(&Plain_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
