// A dealloc that gives back a reference to the type already.
// ids: T-DEALLOC-3
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Flag;

static void
flag_dealloc(PyObject *op)  // want body-dealloc T-DEALLOC-3
{
    PyTypeObject *tp = Py_TYPE(op);

    tp->tp_free(op);
    Py_DECREF(tp);
}

static PyObject *
flag_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwds))
{
    Py_INCREF(type);
    return type->tp_alloc(type, 0);
}

static PyTypeObject Flag_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "releases_already.Flag",
    .tp_basicsize = sizeof(Flag),
    .tp_dealloc = flag_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = flag_new,
};

static struct PyModuleDef releases_already_module = {
    PyModuleDef_HEAD_INIT, "releases_already", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_releases_already(void)
{
    PyObject *module;

    if (PyType_Ready(&Flag_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&releases_already_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Flag_Type);
    if (PyModule_AddObject(module, "Flag", (PyObject *)&Flag_Type) < 0) {
        Py_DECREF(&Flag_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
