// A size that is smaller than that of a builtin base.
// ids: T-SIZE-4 R-SIZE-SMALL
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long one;
} Small;

static PyTypeObject Small_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "smaller_than_builtin.Small",
    .tp_basicsize = sizeof(Small),  // want field-size R-SIZE-SMALL
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &PyList_Type,
};

static struct PyModuleDef smaller_than_builtin_module = {
    PyModuleDef_HEAD_INIT, "smaller_than_builtin", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_smaller_than_builtin(void)
{
    PyObject *module;

    if (PyType_Ready(&Small_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&smaller_than_builtin_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Small_Type);
    if (PyModule_AddObject(module, "Small", (PyObject *)&Small_Type) < 0) {
        Py_DECREF(&Small_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
