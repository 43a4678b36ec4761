// Types that other libraries are told of: one to derive from, one to test for.
// ids: T-BASE-6 R-BASE-EXPORTED R-EXPORTED
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Open;

typedef struct {
    PyObject_HEAD
    long value;
} Shut;

static void
open_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static void
shut_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

PyAPI_DATA(PyTypeObject) Open_Type;  // want guard-exported R-BASE-EXPORTED
PyAPI_DATA(PyTypeObject) Shut_Type;  // want guard-exported R-EXPORTED

PyTypeObject Open_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "exported_type.Open",
    .tp_basicsize = sizeof(Open),
    .tp_dealloc = open_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

PyTypeObject Shut_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "exported_type.Shut",
    .tp_basicsize = sizeof(Shut),
    .tp_dealloc = shut_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef exported_type_module = {
    PyModuleDef_HEAD_INIT, "exported_type", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_exported_type(void)
{
    PyObject *module;

    if (PyType_Ready(&Open_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Shut_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&exported_type_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Open_Type);
    if (PyModule_AddObject(module, "Open", (PyObject *)&Open_Type) < 0) {
        Py_DECREF(&Open_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Shut_Type);
    if (PyModule_AddObject(module, "Shut", (PyObject *)&Shut_Type) < 0) {
        Py_DECREF(&Shut_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
