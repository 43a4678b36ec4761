// `tp_new` is set before the type is ready.
// ids: T-NEW-4 T-NEW-3
#include <Python.h>

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
    .tp_name = "set_at_run_time.Late",
    .tp_basicsize = sizeof(Late),
    .tp_dealloc = late_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static struct PyModuleDef set_at_run_time_module = {
    PyModuleDef_HEAD_INIT, "set_at_run_time", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_set_at_run_time(void)
{
    PyObject *module;

    Late_Type.tp_new = PyType_GenericNew;
    if (PyType_Ready(&Late_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&set_at_run_time_module);
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
