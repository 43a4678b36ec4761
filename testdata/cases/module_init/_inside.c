// A module of a package imports another one of it: the package is there already, and does not import it a second time.
// ids: MOD-3
#include <Python.h>

static PyTypeObject Way_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "inside._inside.Way",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef inside_module = {
    PyModuleDef_HEAD_INIT, "_inside", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

/* The other module, or None without it. */
static PyObject *
base_module(void)
{
    PyObject *base = PyImport_ImportModule("inside.base");

    if (base == NULL && PyErr_ExceptionMatches(PyExc_ImportError)) {
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    return base;
}

PyMODINIT_FUNC
PyInit__inside(void)
{
    PyObject *module, *base = base_module();

    if (base == NULL) {
        return NULL;
    }
    module = PyModule_Create(&inside_module);
    if (module == NULL) {
        Py_DECREF(base);
        return NULL;
    }
    if (PyModule_AddObject(module, "base", base) < 0) {
        Py_DECREF(base);
        Py_DECREF(module);
        return NULL;
    }
    if (PyModule_AddType(module, &Way_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
