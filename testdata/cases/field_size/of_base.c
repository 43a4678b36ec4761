// A size of zero is the base's; a builtin base that is collected.
// ids: T-SIZE-5 T-SIZE-2 T-BASE-3 GC-2 T-TRAV-4 T-NEW-2 T-DEALLOC-8
#include <Python.h>

static PyTypeObject Stack_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "of_base.Stack",
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "A list by another name.",
    .tp_base = &PyList_Type,
};

static struct PyModuleDef of_base_module = {
    PyModuleDef_HEAD_INIT, "of_base", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_of_base(void)
{
    PyObject *module;

    if (PyType_Ready(&Stack_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&of_base_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Stack_Type);
    if (PyModule_AddObject(module, "Stack", (PyObject *)&Stack_Type) < 0) {
        Py_DECREF(&Stack_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
