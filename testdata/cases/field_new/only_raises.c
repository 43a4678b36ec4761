// A `tp_new` that only raises is kept as it is.
// ids: T-NEW-5 AL-1
#include <Python.h>

static PyObject *
closed_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwds))
{
    PyErr_Format(PyExc_TypeError, "cannot create '%s' instances", type->tp_name);
    return NULL;
}

typedef struct {
    PyObject_HEAD
    long value;
} Closed;

static PyTypeObject Closed_Type;

static PyObject *
make(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    Closed *self = PyObject_New(Closed, &Closed_Type);
    if (self != NULL) {
        self->value = 0;
    }
    return (PyObject *)self;
}

static PyTypeObject Closed_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "only_raises.Closed",
    .tp_basicsize = sizeof(Closed),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = closed_new,
};

static PyMethodDef module_methods[] = {
    {"make", make, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef only_raises_module = {
    PyModuleDef_HEAD_INIT, "only_raises", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_only_raises(void)
{
    PyObject *module;

    if (PyType_Ready(&Closed_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&only_raises_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Closed_Type);
    if (PyModule_AddObject(module, "Closed", (PyObject *)&Closed_Type) < 0) {
        Py_DECREF(&Closed_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
