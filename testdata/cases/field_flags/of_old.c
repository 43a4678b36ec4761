// Flags without effect, and flags of patterns.
// ids: FL-OLD FL-PM
// since: 3.10
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Old;

static void
old_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Old_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "of_old.Old",
    .tp_basicsize = sizeof(Old),
    .tp_dealloc = old_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VERSION_TAG | Py_TPFLAGS_SEQUENCE,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef of_old_module = {
    PyModuleDef_HEAD_INIT, "of_old", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_of_old(void)
{
    PyObject *module;

    if (PyType_Ready(&Old_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&of_old_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Old_Type);
    if (PyModule_AddObject(module, "Old", (PyObject *)&Old_Type) < 0) {
        Py_DECREF(&Old_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
