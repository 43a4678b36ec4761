// A metaclass without data of its own is a type like others: its base is `type`.
// ids: T-BASE-3 T-SIZE-2 T-TRAV-4
#include <Python.h>

static PyTypeObject Meta_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "metaclass.Meta",
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_base = &PyType_Type,
};

static struct PyModuleDef metaclass_module = {
    PyModuleDef_HEAD_INIT, "metaclass", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_metaclass(void)
{
    PyObject *module;

    if (PyType_Ready(&Meta_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&metaclass_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Meta_Type);
    if (PyModule_AddObject(module, "Meta", (PyObject *)&Meta_Type) < 0) {
        Py_DECREF(&Meta_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
