// The docstring is assigned while the module comes up: an array goes into the slots.
// ids: T-DOC-6
#include <Python.h>

static char late_doc[] = "Comes late.";

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
    .tp_name = "at_run_time.Late",
    .tp_basicsize = sizeof(Late),
    .tp_dealloc = late_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef at_run_time_module = {
    PyModuleDef_HEAD_INIT, "at_run_time", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_at_run_time(void)
{
    PyObject *module;

    Late_Type.tp_doc = late_doc;
    if (PyType_Ready(&Late_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&at_run_time_module);
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
