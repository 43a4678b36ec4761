// Types in structs that a capsule hands to other modules, filled at compile time and at run time; and one in a variable
// that is shared without a capsule.
// ids: R-CAPSULE MOD-5
#include <Python.h>

typedef struct {
    PyTypeObject *type;
    int version;
} CAPI;

static PyTypeObject Shape_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "refused.Shape",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Solid_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "refused.Solid",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Shared_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "refused.Shared",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Moving_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "refused.Moving",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static CAPI api;
static CAPI fixed = {&Solid_Type, 2}; // want guard-capsule R-CAPSULE
static CAPI shared;

static int
share(void)
{
    shared.type = &Shared_Type; // want mention-pointer MOD-5
    return PyType_Ready(shared.type);
}

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "refused", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_refused(void)
{
    PyObject *module, *capsule;

    if (PyType_Ready(&Shape_Type) < 0 || PyType_Ready(&Solid_Type) < 0 || share() < 0
        || PyType_Ready(&Moving_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&module_def);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Shape_Type);
    if (PyModule_AddObject(module, "Shape", (PyObject *)&Shape_Type) < 0) {
        return NULL;
    }
    Py_INCREF(&Solid_Type);
    if (PyModule_AddObject(module, "Solid", (PyObject *)&Solid_Type) < 0) {
        return NULL;
    }
    Py_INCREF(shared.type);
    if (PyModule_AddObject(module, "Shared", (PyObject *)shared.type) < 0) {
        return NULL;
    }
    Py_INCREF(&Moving_Type);
    if (PyModule_AddObject(module, "Moving", (PyObject *)&Moving_Type) < 0) {
        return NULL;
    }
    api.type = &Shape_Type; // want guard-capsule R-CAPSULE
    api.version = 1;
    capsule = PyCapsule_New(&api, "refused.CAPI", NULL);
    if (capsule == NULL || PyModule_AddObject(module, "CAPI", capsule) < 0) {
        return NULL;
    }
    capsule = PyCapsule_New(&fixed, "refused.FIXED", NULL);
    if (capsule == NULL || PyModule_AddObject(module, "FIXED", capsule) < 0) {
        return NULL;
    }
    return module;
}
