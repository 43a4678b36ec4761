// A module that imports the package which imports it, before its type is there.
// ids: MOD-3
#include <Python.h>

static PyTypeObject Way_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "_halfway.Way",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef halfway_module = {
    PyModuleDef_HEAD_INIT, "_halfway", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

/* The name of the package, or None without it. */
static PyObject *
package_name(void)
{
    PyObject *name, *package = PyImport_ImportModule("halfway");  // want module-init MOD-3

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
PyInit__halfway(void)
{
    PyObject *module, *name = package_name();

    if (name == NULL) {
        return NULL;
    }
    module = PyModule_Create(&halfway_module);
    if (module == NULL) {
        Py_DECREF(name);
        return NULL;
    }
    if (PyModule_AddObject(module, "package", name) < 0) {
        Py_DECREF(name);
        Py_DECREF(module);
        return NULL;
    }
    if (PyModule_AddType(module, &Way_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
