// What a capsule gives is lent: the state takes a reference of its own to it before it gives one back.
// ids: MOD-5
#include <Python.h>

#define CAPSULE "lent_by_capsule.error"

static PyObject *error;
static PyObject *lent;
static PyTypeObject *imported;

static PyTypeObject Thing_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "lent_by_capsule.Thing",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyObject *
fail(PyObject *module, PyObject *args)
{
    if (PyObject_TypeCheck(error, imported)) {
        PyErr_SetString(lent, "as asked");
    }
    return NULL;
}

static PyMethodDef lent_methods[] = {
    {"fail", fail, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef lent_module = {
    PyModuleDef_HEAD_INIT, "lent_by_capsule", NULL, -1, lent_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_lent_by_capsule(void)
{
    PyObject *module, *capsule, *type;

    if (PyType_Ready(&Thing_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&lent_module);
    if (module == NULL) {
        return NULL;
    }
    error = PyErr_NewException("lent_by_capsule.error", NULL, NULL);
    if (error == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    capsule = PyCapsule_New(error, CAPSULE, NULL);
    if (capsule == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    lent = (PyObject *)PyCapsule_GetPointer(capsule, CAPSULE);
    if (lent == NULL || PyModule_AddObject(module, "capsule", capsule) < 0) {
        Py_DECREF(capsule);
        Py_DECREF(module);
        return NULL;
    }
    type = PyCapsule_New(&PyType_Type, "lent_by_capsule.type", NULL);
    if (type == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    imported = PyCapsule_GetPointer(type, "lent_by_capsule.type");
    Py_DECREF(type);
    Py_INCREF(&Thing_Type);
    if (PyModule_AddObject(module, "Thing", (PyObject *)&Thing_Type) < 0) {
        Py_DECREF(&Thing_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
