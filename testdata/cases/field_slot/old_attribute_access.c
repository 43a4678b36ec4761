// The attribute functions of old that take a char *.
// ids: T-DEALLOC-8
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Old;

static PyObject *
old_getattr(PyObject *op, char *name)
{
    if (strcmp(name, "value") == 0) {
        return PyLong_FromLong(((Old *)op)->value);
    }
    PyErr_Format(PyExc_AttributeError, "no %s", name);
    return NULL;
}

static int
old_setattr(PyObject *op, char *name, PyObject *value)
{
    if (strcmp(name, "value") != 0 || value == NULL) {
        PyErr_Format(PyExc_AttributeError, "cannot change %s", name);
        return -1;
    }
    ((Old *)op)->value = PyLong_AsLong(value);
    return PyErr_Occurred() ? -1 : 0;
}

static PyTypeObject Old_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "old_attribute_access.Old",
    .tp_basicsize = sizeof(Old),
    .tp_getattr = old_getattr,
    .tp_setattr = old_setattr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef old_attribute_access_module = {
    PyModuleDef_HEAD_INIT, "old_attribute_access", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_old_attribute_access(void)
{
    PyObject *module;

    if (PyType_Ready(&Old_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&old_attribute_access_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Old_Type);
    if (PyModule_AddObject(module, "Old", (PyObject *)&Old_Type) < 0) {
        Py_DECREF(&Old_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
