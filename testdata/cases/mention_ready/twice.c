// A type that is readied once more, by those who could not be sure: the first time makes it.
// ids: MOD-7
#include <Python.h>

typedef struct {
    PyObject_HEAD
} Plain;

static PyTypeObject Base_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "twice.Base",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Derived_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "twice.Derived",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Base_Type,
    .tp_new = PyType_GenericNew,
};


static struct PyModuleDef twice_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "twice",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_twice(void)
{
    PyObject *module;

    if (PyType_Ready(&Base_Type) < 0)
        return NULL;
    if (PyType_Ready(&Derived_Type) < 0)
        return NULL;

    /* Its base was readied with it. */
    if (PyType_Ready(&Base_Type) < 0) {
        return NULL;
    }
    PyType_Ready(&Derived_Type);

    module = PyModule_Create(&twice_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Base_Type);
    if (PyModule_AddObject(module, "Base", (PyObject *)&Base_Type) < 0) {
        Py_DECREF(&Base_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Derived_Type);
    if (PyModule_AddObject(module, "Derived", (PyObject *)&Derived_Type) < 0) {
        Py_DECREF(&Derived_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
