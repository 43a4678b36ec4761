// A macro sets the module's variable to another module before the own one is made: the two are kept apart.
// ids: MOD-1 MOD-2
#include <Python.h>

static PyObject *deque = NULL;

typedef struct {
    PyObject_HEAD
} Thing;

static PyTypeObject Thing_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "variable_in_macro.Thing",
    .tp_basicsize = sizeof(Thing),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyObject *
make(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    return PyObject_CallFunction(deque, NULL);
}

static PyMethodDef methods[] = {
    {"make", make, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "variable_in_macro", NULL, -1, methods, NULL, NULL, NULL, NULL
};

#define IMPORT(NAME) module = PyImport_ImportModule(NAME)

PyMODINIT_FUNC
PyInit_variable_in_macro(void)
{
    PyObject *module = NULL;

    if (PyType_Ready(&Thing_Type) < 0) {
        return NULL;
    }
    IMPORT("collections");
    if (module == NULL) {
        return NULL;
    }
    deque = PyObject_GetAttrString(module, "deque");
    Py_DECREF(module);
    if (deque == NULL) {
        return NULL;
    }
    module = PyModule_Create(&module_def);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Thing_Type);
    if (PyModule_AddObject(module, "Thing", (PyObject *)&Thing_Type) < 0) {
        Py_DECREF(&Thing_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
