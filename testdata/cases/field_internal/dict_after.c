// Constants are put into the type's dict after the type is ready.
// ids: FL-IMM-2 T-DICT-1
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
    .tp_name = "dict_after.Level",
    .tp_basicsize = sizeof(Level),
    .tp_dealloc = level_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef dict_after_module = {
    PyModuleDef_HEAD_INIT, "dict_after", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_dict_after(void)
{
    PyObject *module;

    if (PyType_Ready(&Level_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&dict_after_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Level_Type);
    if (PyModule_AddObject(module, "Level", (PyObject *)&Level_Type) < 0) {
        Py_DECREF(&Level_Type);
        Py_DECREF(module);
        return NULL;
    }
    PyObject *low = PyLong_FromLong(1);
    if (low == NULL || PyDict_SetItemString(Level_Type.tp_dict, "LOW", low) < 0) {
        Py_XDECREF(low);
        Py_DECREF(module);
        return NULL;
    }
    Py_DECREF(low);
    return module;
}
