// The metaclass is written where it is what it would be anyway, in the head and at run time.
// ids: T-META-1
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Coin;

static void
coin_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Coin_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "written_type.Coin",
    .tp_basicsize = sizeof(Coin),
    .tp_dealloc = coin_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef written_type_module = {
    PyModuleDef_HEAD_INIT, "written_type", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_written_type(void)
{
    PyObject *module;

    Py_SET_TYPE(&Coin_Type, &PyType_Type);
    if (PyType_Ready(&Coin_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&written_type_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Coin_Type);
    if (PyModule_AddObject(module, "Coin", (PyObject *)&Coin_Type) < 0) {
        Py_DECREF(&Coin_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
