// A type that is readied in one of two places: which of them makes it depends.
// ids: MOD-7
#include <Python.h>

typedef struct {
    PyObject_HEAD
} Plain;

static PyTypeObject Plain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "perhaps_twice.Plain",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef perhaps_twice_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "perhaps_twice",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_perhaps_twice(void)
{
    PyObject *module = PyModule_Create(&perhaps_twice_module);
    if (module == NULL) {
        return NULL;
    }
    if (PyObject_HasAttrString(module, "__file__")) {
        if (PyType_Ready(&Plain_Type) < 0) {  // want mention-ready
            Py_DECREF(module);
            return NULL;
        }
    }
    if (PyType_Ready(&Plain_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Plain_Type);
    if (PyModule_AddObject(module, "Plain", (PyObject *)&Plain_Type) < 0) {
        Py_DECREF(&Plain_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
