// What has to be set on the finished type cannot be: a name without a module.
// limited: 3.10
#include <Python.h>

typedef struct {
    PyObject_HEAD
} Plain;

static PyTypeObject Plain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "Plain",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef undotted_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "undotted",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_undotted(void)
{
    PyObject *module;

    if (PyType_Ready(&Plain_Type) < 0)
        return NULL; // want guard-limited
    module = PyModule_Create(&undotted_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Plain_Type);
    if (PyModule_AddObject(module, "Plain", (PyObject *)&Plain_Type) < 0)
        return NULL;
    return module;
}
