// A type in memory that is allocated for a capsule, with a reference of its own; and a type that is all that a capsule
// holds. Both as the configuration confirms.
// ids: X-3 A-CAPSULE
// types: Plug_Type.capsule = confirm
// types: Cable_Type.capsule = confirm
#include <Python.h>

#define CABLE_CAPSULE "owned.CABLE"

typedef struct {
    PyObject_HEAD
    long pins;
} Plug;

typedef struct {
    PyTypeObject *plug;
    long pins;
} PlugAPI;

static PyTypeObject Plug_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "owned.Plug",
    .tp_basicsize = sizeof(Plug),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Cable_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "owned.Cable",
    .tp_basicsize = sizeof(Plug),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static void
plug_free_api(PyObject *capsule)
{
    PlugAPI *api = PyCapsule_GetPointer(capsule, "owned.PLUG");

    Py_DECREF(api->plug);
    PyMem_Free(api);
}

static PlugAPI *
plug_new_api(void)
{
    PlugAPI *api = PyMem_Malloc(sizeof(PlugAPI));

    if (api == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    Py_INCREF(&Plug_Type);
    api->plug = &Plug_Type;
    api->pins = 3;
    return api;
}

static PyObject *
plug_from(PyObject *module, PyObject *capsule)
{
    PlugAPI *api = PyCapsule_GetPointer(capsule, "owned.PLUG");
    PyObject *op;

    if (api == NULL) {
        return NULL;
    }
    op = PyObject_CallObject((PyObject *)api->plug, NULL);
    if (op != NULL) {
        ((Plug *)op)->pins = api->pins;
    }
    return op;
}

static PyObject *
cable_from(PyObject *module, PyObject *capsule)
{
    PyObject *type = PyCapsule_GetPointer(capsule, CABLE_CAPSULE);

    return type == NULL ? NULL : PyObject_CallObject(type, NULL);
}

static PyMethodDef owned_methods[] = {
    {"plug_from", plug_from, METH_O, NULL},
    {"cable_from", cable_from, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef owned_module = {
    PyModuleDef_HEAD_INIT, "owned", NULL, -1, owned_methods, NULL, NULL, NULL, NULL
};

static int
add_cable(PyObject *module)
{
    PyObject *capsule = PyCapsule_New((void *)&Cable_Type,
                                      CABLE_CAPSULE, NULL);

    if (capsule == NULL) {
        return -1;
    }
    if (PyModule_AddObject(module, "CABLE", capsule) < 0) {
        Py_DECREF(capsule);
        return -1;
    }
    return 0;
}

PyMODINIT_FUNC
PyInit_owned(void)
{
    PyObject *module, *capsule;
    PlugAPI *api;

    if (PyType_Ready(&Plug_Type) < 0 || PyType_Ready(&Cable_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&owned_module);
    if (module == NULL) {
        return NULL;
    }
    api = plug_new_api();
    if (api == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    capsule = PyCapsule_New(api, "owned.PLUG", plug_free_api);
    if (capsule == NULL) {
        Py_DECREF(api->plug);
        PyMem_Free(api);
        Py_DECREF(module);
        return NULL;
    }
    if (PyModule_AddObject(module, "PLUG", capsule) < 0) {
        Py_DECREF(capsule);
        Py_DECREF(module);
        return NULL;
    }
    if (add_cable(module) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
