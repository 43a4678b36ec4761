// A type without a name.
// ids: R-NAME
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Void;

static void
void_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Void_Type = {  // want field-name R-NAME
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_basicsize = sizeof(Void),
    .tp_dealloc = void_dealloc,
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

    if (PyType_Ready(&Void_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&no_name_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Void_Type);
    if (PyModule_AddObject(module, "Void", (PyObject *)&Void_Type) < 0) {
        Py_DECREF(&Void_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
