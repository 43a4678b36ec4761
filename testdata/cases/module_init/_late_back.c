// A module that imports the package which imports it, when its type is there: it finds the type, and the same one.
// ids: MOD-3
#include <Python.h>

static PyTypeObject Way_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "_late_back.Way",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef late_back_module = {
    PyModuleDef_HEAD_INIT, "_late_back", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

/* The name of the package, or None without it. */
static PyObject *
package_name(void)
{
    PyObject *name, *package = PyImport_ImportModule("late_back");

    if (package == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_ImportError)) {
            return NULL;
        }
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    name = PyObject_GetAttrString(package, "__name__");
    Py_DECREF(package);
    return name;
}

PyMODINIT_FUNC
PyInit__late_back(void)
{
    PyObject *module, *name;

    module = PyModule_Create(&late_back_module);
    if (module == NULL) {
        return NULL;
    }
    if (PyModule_AddType(module, &Way_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    name = package_name();
    if (name == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    Py_DECREF(name);
    return module;
}
