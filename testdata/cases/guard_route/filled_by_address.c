// A table of addresses by which the module fills variables that have to stay: loading it twice would overwrite them.
// ids: MOD-5
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Gauge;

static PyObject *TooLow, *TooHigh;

static const struct {
    const char *name;
    PyObject **place;
} errors[] = {
    {"filled_by_address.TooLow", &TooLow}, // want module-init MOD-5
    {"filled_by_address.TooHigh", &TooHigh},
};

static const char *
first_error(void)
{
    return errors[0].name;
}

static PyObject *
gauge_value(Gauge *self, PyObject *Py_UNUSED(ignored))
{
    return PyErr_Format(self->value < 0 ? TooLow : TooHigh, "not %s", first_error());
}

static PyMethodDef gauge_methods[] = {
    {"value", (PyCFunction)gauge_value, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Gauge_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "filled_by_address.Gauge",
    .tp_basicsize = sizeof(Gauge),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = gauge_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef filled_by_address_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "filled_by_address",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_filled_by_address(void)
{
    PyObject *module = PyModule_Create(&filled_by_address_module);
    if (module == NULL || PyType_Ready(&Gauge_Type) < 0) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        *errors[i].place = PyErr_NewException(errors[i].name, NULL, NULL);
        if (*errors[i].place == NULL) {
            return NULL;
        }
    }
    Py_INCREF(&Gauge_Type);
    if (PyModule_AddObject(module, "Gauge", (PyObject *)&Gauge_Type) < 0) {
        return NULL;
    }
    return module;
}
