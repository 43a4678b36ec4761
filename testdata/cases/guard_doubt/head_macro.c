// The head of a type, written by a macro of the project.
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Coin;

#if defined(_MSC_VER)
#define TYPE_HEAD PyVarObject_HEAD_INIT(NULL, 0)
#else
#define TYPE_HEAD PyVarObject_HEAD_INIT(&PyType_Type, 0)
#endif

static void
coin_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Coin_Type = {
    TYPE_HEAD
    "head_macro.Coin",                  /* tp_name */
    sizeof(Coin),                       /* tp_basicsize */
    0,                                  /* tp_itemsize */
    coin_dealloc,                       /* tp_dealloc */
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Note_Type = {
    TYPE_HEAD
    .tp_name = "head_macro.Note",
    .tp_basicsize = sizeof(Coin),
    .tp_dealloc = coin_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef head_macro_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "head_macro",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_head_macro(void)
{
    PyObject *module;

    if (PyType_Ready(&Coin_Type) < 0 || PyType_Ready(&Note_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&head_macro_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Coin_Type);
    if (PyModule_AddObject(module, "Coin", (PyObject *)&Coin_Type) < 0) {
        Py_DECREF(&Coin_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Note_Type);
    if (PyModule_AddObject(module, "Note", (PyObject *)&Note_Type) < 0) {
        Py_DECREF(&Note_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
