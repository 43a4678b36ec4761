// A macro counts its uses in a static variable: interpreters with a GIL of their own would write to it at once.
// ids: MOD-10
#include <Python.h>

static long hits;

#define COUNT() ((void)hits++)

static PyTypeObject Mark_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "in_macro.Mark",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyObject *
count(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    long before = hits;

    COUNT();
    return PyLong_FromLong(before);
}

static PyMethodDef in_macro_methods[] = {
    {"count", count, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef in_macro_module = {
    PyModuleDef_HEAD_INIT, "in_macro", NULL, -1, in_macro_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_in_macro(void)
{
    PyObject *module;

    if (PyType_Ready(&Mark_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&in_macro_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Mark_Type);
    if (PyModule_AddObject(module, "Mark", (PyObject *)&Mark_Type) < 0) {
        Py_DECREF(&Mark_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
