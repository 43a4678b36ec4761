// The docstring is worked out at run time: no slot can hold it.
// ids: T-DOC-6
#include <Python.h>

static const char *chosen_doc = "One of several.";

typedef struct {
    PyObject_HEAD
    long value;
} Late;

static void
late_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Late_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "worked_out.Late",
    .tp_basicsize = sizeof(Late),
    .tp_dealloc = late_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef worked_out_module = {
    PyModuleDef_HEAD_INIT, "worked_out", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_worked_out(void)
{
    PyObject *module;

    Late_Type.tp_doc = chosen_doc;  // want guard-run-time T-DOC-6
    if (PyType_Ready(&Late_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&worked_out_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Late_Type);
    if (PyModule_AddObject(module, "Late", (PyObject *)&Late_Type) < 0) {
        Py_DECREF(&Late_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
