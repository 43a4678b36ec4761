// What the limited API lacks, in code that no rule touches and in a macro; a name that the module defines itself.
// limited: 3.10
#include <Python.h>
#include "locale.h" // want guard-limited

#define FIRST(tuple) PyTuple_GET_ITEM(tuple, 0) // want guard-limited

#ifndef Py_RETURN_FIRST
#define Py_RETURN_FIRST(tuple) do { Py_INCREF(FIRST(tuple)); return FIRST(tuple); } while (0)
#endif

typedef struct {
    PyObject_HEAD
} Plain;

static PyObject *
Plain_first(PyObject *self, PyObject *args)
{
    if (PyTuple_GET_SIZE(args) == 0) { // want guard-limited
        PyErr_Format(PyExc_TypeError, "%s has no first", Py_TYPE(self)->tp_name); // want guard-limited
        return NULL;
    }
    Py_RETURN_FIRST(args);
}

static PyMethodDef Plain_methods[] = {
    {"first", Plain_first, METH_VARARGS, "the first of some"},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Plain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "outside.Plain",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = Plain_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef outside_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "outside",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_outside(void)
{
    PyObject *module;

    if (PyType_Ready(&Plain_Type) < 0)
        return NULL;
    module = PyModule_Create(&outside_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Plain_Type);
    if (PyModule_AddObject(module, "Plain", (PyObject *)&Plain_Type) < 0)
        return NULL;
    return module;
}
