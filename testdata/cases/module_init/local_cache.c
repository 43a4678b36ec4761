// A function that names no type keeps what it once was given: nobody can tell whether it is an instance.
// ids: MOD-5
#include <Python.h>

static PyTypeObject Mark_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "local_cache.Mark",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyObject *
cached(PyObject *maker)
{
    static PyObject *made = NULL;

    if (made == NULL) {
        made = PyObject_CallNoArgs(maker);  // want module-init MOD-5
    }
    Py_XINCREF(made);
    return made;
}

static PyObject *
only(PyObject *Py_UNUSED(module), PyObject *maker)
{
    return cached(maker);
}

static PyMethodDef local_cache_methods[] = {
    {"only", only, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef local_cache_module = {
    PyModuleDef_HEAD_INIT, "local_cache", NULL, -1, local_cache_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_local_cache(void)
{
    PyObject *module;

    if (PyType_Ready(&Mark_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&local_cache_module);
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
