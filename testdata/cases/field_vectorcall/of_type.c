// The type itself is called by vectorcall: no slot stands for that before CPython 3.14.
// ids: T-VEC-2 T-VEC-3
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Quick;

static PyObject *
quick_vectorcall(PyObject *type, PyObject *const *Py_UNUSED(args), size_t nargsf, PyObject *kwnames)
{
    if (PyVectorcall_NARGS(nargsf) != 0 || kwnames != NULL) {
        PyErr_SetString(PyExc_TypeError, "no arguments wanted");
        return NULL;
    }
    return ((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, 0);
}

static PyTypeObject Quick_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "of_type.Quick",
    .tp_basicsize = sizeof(Quick),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_vectorcall = quick_vectorcall,
};

static struct PyModuleDef of_type_module = {
    PyModuleDef_HEAD_INIT, "of_type", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_of_type(void)
{
    PyObject *module;

    if (PyType_Ready(&Quick_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&of_type_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Quick_Type);
    if (PyModule_AddObject(module, "Quick", (PyObject *)&Quick_Type) < 0) {
        Py_DECREF(&Quick_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
