// A fast call under a condition: there is no slot for it, and the assignment would need the condition, too.
// ids: T-VEC-2
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Fast;

static void
fast_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
fast_vectorcall(PyObject *type, PyObject *const *Py_UNUSED(args), size_t nargsf, PyObject *Py_UNUSED(kwnames))
{
    if (PyVectorcall_NARGS(nargsf) != 0) {
        PyErr_SetString(PyExc_TypeError, "no arguments");
        return NULL;
    }
    return PyType_GenericAlloc((PyTypeObject *)type, 0);
}

static PyTypeObject Fast_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "under_if.Fast",
    .tp_basicsize = sizeof(Fast),
    .tp_dealloc = fast_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
#ifndef SLOW
    .tp_vectorcall = fast_vectorcall,  // want field-vectorcall T-VEC-2
#endif
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef under_if_module = {
    PyModuleDef_HEAD_INIT, "under_if", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_under_if(void)
{
    PyObject *module;

    if (PyType_Ready(&Fast_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&under_if_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Fast_Type);
    if (PyModule_AddObject(module, "Fast", (PyObject *)&Fast_Type) < 0) {
        Py_DECREF(&Fast_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
