// A module that uses what the capsule of another one holds.
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Host;

static void
host_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
is_there(PyObject *Py_UNUSED(module), PyObject *name)
{
    void *found;
    const char *text = PyUnicode_AsUTF8(name);

    if (text == NULL) {
        return NULL;
    }
    found = PyCapsule_Import(text, 0);
    PyErr_Clear();
    return PyBool_FromLong(found != NULL);
}

static PyMethodDef with_capsule_methods[] = {
    {"is_there", is_there, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Host_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "with_capsule.Host",
    .tp_basicsize = sizeof(Host),
    .tp_dealloc = host_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef with_capsule_module = {
    PyModuleDef_HEAD_INIT, "with_capsule", NULL, -1, with_capsule_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_with_capsule(void)
{
    PyObject *module;

    if (PyType_Ready(&Host_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&with_capsule_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Host_Type);
    if (PyModule_AddObject(module, "Host", (PyObject *)&Host_Type) < 0) {
        Py_DECREF(&Host_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
