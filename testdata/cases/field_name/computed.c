// A name that is known at run time only.
// ids: T-NAME-3 R-NAME
#include <Python.h>

static char name_buffer[32];

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
    .tp_name = name_buffer,  // want field-name R-NAME
    .tp_basicsize = sizeof(Late),
    .tp_dealloc = late_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef computed_module = {
    PyModuleDef_HEAD_INIT, "computed", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_computed(void)
{
    PyObject *module;

    PyOS_snprintf(name_buffer, sizeof(name_buffer), "computed.Late");
    if (PyType_Ready(&Late_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&computed_module);
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
