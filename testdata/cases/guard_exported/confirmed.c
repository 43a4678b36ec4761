// An exported type of which the project says that nothing outside names it.
// types: Open_Type.exported = confirm
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Open;

static void
open_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

PyAPI_DATA(PyTypeObject) Open_Type;

PyTypeObject Open_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "confirmed.Open",
    .tp_basicsize = sizeof(Open),
    .tp_dealloc = open_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef confirmed_module = {
    PyModuleDef_HEAD_INIT, "confirmed", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_confirmed(void)
{
    PyObject *module;

    if (PyType_Ready(&Open_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&confirmed_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Open_Type);
    if (PyModule_AddObject(module, "Open", (PyObject *)&Open_Type) < 0) {
        Py_DECREF(&Open_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
