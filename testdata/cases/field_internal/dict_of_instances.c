// An instance of the type is kept in the type's own dict.
// ids: T-DICT-3
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Level;

static void
level_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Level_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "dict_of_instances.Level",
    .tp_basicsize = sizeof(Level),
    .tp_dealloc = level_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef dict_of_instances_module = {
    PyModuleDef_HEAD_INIT, "dict_of_instances", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_dict_of_instances(void)
{
    PyObject *module;

    if (PyType_Ready(&Level_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&dict_of_instances_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Level_Type);
    if (PyModule_AddObject(module, "Level", (PyObject *)&Level_Type) < 0) {
        Py_DECREF(&Level_Type);
        Py_DECREF(module);
        return NULL;
    }
    PyObject *zero = PyObject_CallNoArgs((PyObject *)&Level_Type);
    if (zero == NULL || PyDict_SetItemString(Level_Type.tp_dict, "zero", zero) < 0) {
        Py_XDECREF(zero);
        Py_DECREF(module);
        return NULL;
    }
    Py_DECREF(zero);
    return module;
}
