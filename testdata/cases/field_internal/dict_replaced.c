// The type's dict is replaced before the type is ready.
// ids: T-DICT-2 R-DICT
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
    .tp_name = "dict_replaced.Level",
    .tp_basicsize = sizeof(Level),
    .tp_dealloc = level_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef dict_replaced_module = {
    PyModuleDef_HEAD_INIT, "dict_replaced", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_dict_replaced(void)
{
    PyObject *module;

    Level_Type.tp_dict = PyDict_New();  // want field-internal R-DICT
    if (PyType_Ready(&Level_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&dict_replaced_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Level_Type);
    if (PyModule_AddObject(module, "Level", (PyObject *)&Level_Type) < 0) {
        Py_DECREF(&Level_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
