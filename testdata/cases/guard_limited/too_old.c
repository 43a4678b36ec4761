// Below 3.10 the limited API has no way from a type to its module.
// limited: 3.9
#include <Python.h>

static PyTypeObject Plain_Type = { // want guard-limited
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "too_old.Plain",
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef too_old_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "too_old",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_too_old(void)
{
    PyObject *module;

    if (PyType_Ready(&Plain_Type) < 0)
        return NULL;
    module = PyModule_Create(&too_old_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Plain_Type);
    if (PyModule_AddObject(module, "Plain", (PyObject *)&Plain_Type) < 0)
        return NULL;
    return module;
}
