// A name that is set by an assignment to a variable of the type.
// ids: T-NAME-3 R-NAME
#include <Python.h>

static const char *chosen = "set_at_run_time.Late";

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
    .tp_basicsize = sizeof(Late),
    .tp_dealloc = late_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef set_at_run_time_module = {
    PyModuleDef_HEAD_INIT, "set_at_run_time", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_set_at_run_time(void)
{
    PyObject *module;

    Late_Type.tp_name = chosen;  // want field-name R-NAME
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
