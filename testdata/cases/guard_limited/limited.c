// Asked to keep to the limited API.
// limited: 3.11
#include <Python.h>

typedef struct {
    PyObject_HEAD
    int value;
} Plain;

static PyTypeObject Plain_Type = { // want guard-limited
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "limited.Plain",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef limited_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "limited",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_limited(void)
{
    PyObject *module;

    if (PyType_Ready(&Plain_Type) < 0)
        return NULL;
    module = PyModule_Create(&limited_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Plain_Type);
    if (PyModule_AddObject(module, "Plain", (PyObject *)&Plain_Type) < 0)
        return NULL;
    return module;
}
