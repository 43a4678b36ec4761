// The name is read from the type in messages.
// ids: T-NAME-6 T-NEW-3 T-DEALLOC-8 FL-BASE
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Gauge;

static PyTypeObject Gauge_Type;

static PyObject *
gauge_repr(PyObject *op)
{
    return PyUnicode_FromFormat("<%s object of %s>", Py_TYPE(op)->tp_name, Gauge_Type.tp_name);
}

static PyObject *
gauge_add(PyObject *op, PyObject *other)
{
    if (!PyObject_TypeCheck(other, &Gauge_Type)) {
        PyErr_Format(PyExc_TypeError, "%s wanted, not %s", Gauge_Type.tp_name, Py_TYPE(other)->tp_name);
        return NULL;
    }
    return PyLong_FromLong(((Gauge *)op)->value + ((Gauge *)other)->value);
}

static PyMethodDef gauge_methods[] = {
    {"add", gauge_add, METH_O, "The sum."},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Gauge_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "in_messages.Gauge",
    .tp_basicsize = sizeof(Gauge),
    .tp_repr = gauge_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = gauge_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef in_messages_module = {
    PyModuleDef_HEAD_INIT, "in_messages", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_in_messages(void)
{
    PyObject *module;

    if (PyType_Ready(&Gauge_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&in_messages_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Gauge_Type);
    if (PyModule_AddObject(module, "Gauge", (PyObject *)&Gauge_Type) < 0) {
        Py_DECREF(&Gauge_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
