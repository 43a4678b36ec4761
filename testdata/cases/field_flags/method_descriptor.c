// A method of its own kind: it binds, and callers may skip the binding.
// ids: FL-MD-1 FL-MD-2
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Bind;

static PyObject *
bind_get(PyObject *op, PyObject *obj, PyObject *Py_UNUSED(type))
{
    if (obj == NULL) {
        Py_INCREF(op);
        return op;
    }
    return PyMethod_New(op, obj);
}

static PyObject *
bind_call(PyObject *Py_UNUSED(op), PyObject *args, PyObject *Py_UNUSED(kwds))
{
    return PyLong_FromSsize_t(PyTuple_GET_SIZE(args));
}

static PyTypeObject Bind_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "method_descriptor.Bind",
    .tp_basicsize = sizeof(Bind),
    .tp_call = bind_call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_METHOD_DESCRIPTOR,
    .tp_descr_get = bind_get,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Bound_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "method_descriptor.Bound",
    .tp_basicsize = sizeof(Bind),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Bind_Type,
};

static struct PyModuleDef method_descriptor_module = {
    PyModuleDef_HEAD_INIT, "method_descriptor", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_method_descriptor(void)
{
    PyObject *module;

    if (PyType_Ready(&Bind_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Bound_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&method_descriptor_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Bind_Type);
    if (PyModule_AddObject(module, "Bind", (PyObject *)&Bind_Type) < 0) {
        Py_DECREF(&Bind_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Bound_Type);
    if (PyModule_AddObject(module, "Bound", (PyObject *)&Bound_Type) < 0) {
        Py_DECREF(&Bound_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
