// Asked to, the tool gives a type without a module in its name the module's own, which Python code sees.
// ids: T-NAME-2 D-NAME
// names: qualified
#include <Python.h>

static PyTypeObject Bare_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "Bare",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef qualified_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "qualified",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_qualified(void)
{
    PyObject *module;

    if (PyType_Ready(&Bare_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&qualified_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Bare_Type);
    if (PyModule_AddObject(module, "Bare", (PyObject *)&Bare_Type) < 0) {
        Py_DECREF(&Bare_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
