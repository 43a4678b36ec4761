// A field is read after its reference was given back: it cannot be made NULL there, and the collector must not meet it.
// ids: GC-4
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Meter;

static PyObject *
meter_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwds))
{
    Meter *self = (Meter *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->value = PyLong_FromLong(0);
    }
    return (PyObject *)self;
}

static void
meter_dealloc(PyObject *op)
{
    Py_XDECREF(((Meter *)op)->value);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
meter_step(Meter *self, PyObject *Py_UNUSED(ignored))
{
    Py_DECREF(self->value);  // want body-collect GC-4
    self->value = Py_BuildValue("(O)", self->value == NULL ? Py_None : Py_True);
    Py_RETURN_NONE;
}

static PyMethodDef meter_methods[] = {
    {"step", (PyCFunction)meter_step, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Meter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "refilled_and_read.Meter",
    .tp_basicsize = sizeof(Meter),
    .tp_dealloc = meter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = meter_methods,
    .tp_new = meter_new,
};

static struct PyModuleDef refilled_and_read_module = {
    PyModuleDef_HEAD_INIT, "refilled_and_read", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_refilled_and_read(void)
{
    PyObject *module;

    if (PyType_Ready(&Meter_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&refilled_and_read_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Meter_Type);
    if (PyModule_AddObject(module, "Meter", (PyObject *)&Meter_Type) < 0) {
        Py_DECREF(&Meter_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
