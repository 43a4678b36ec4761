// What stands in a capsule is used by others by its address, and an object that is made at compile time needs its type.
// ids: R-CAPSULE R-STATIC-INSTANCE
// isolation: types
#include <Python.h>

typedef struct {
    PyTypeObject *type;
} Interface;

static PyTypeObject Given_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "capsule.Given",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Marker_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "capsule.Marker",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject marker = {PyObject_HEAD_INIT(&Marker_Type)};  // want mention-table R-STATIC-INSTANCE

static Interface interface;

static struct PyModuleDef capsule_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "capsule",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_capsule(void)
{
    PyObject *module, *capsule;

    if (PyType_Ready(&Given_Type) < 0 || PyType_Ready(&Marker_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&capsule_module);
    if (module == NULL) {
        return NULL;
    }
    interface.type = &Given_Type;  // want guard-capsule R-CAPSULE
    capsule = PyCapsule_New(&interface, "capsule.interface", NULL);
    if (capsule == NULL || PyModule_AddObject(module, "interface", capsule) < 0) {
        Py_XDECREF(capsule);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&marker);
    if (PyModule_AddObject(module, "marker", &marker) < 0) {
        Py_DECREF(&marker);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
