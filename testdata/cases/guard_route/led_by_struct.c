// Objects in a static struct, which the module fills: loading it twice would overwrite them.
// ids: MOD-5
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Gauge;

static struct {
    PyObject *low;
    PyObject *high;
} limits;

static PyObject *
gauge_value(Gauge *self, PyObject *Py_UNUSED(ignored))
{
    return Py_BuildValue("lO", self->value, self->value < 0 ? limits.low : limits.high);
}

static PyMethodDef gauge_methods[] = {
    {"value", (PyCFunction)gauge_value, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Gauge_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "led_by_struct.Gauge",
    .tp_basicsize = sizeof(Gauge),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = gauge_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef led_by_struct_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "led_by_struct",
    .m_size = -1,
};

static int
make_limits(void)
{
    limits.low = PyUnicode_FromString("low"); // want module-init MOD-5
    limits.high = PyUnicode_FromString("high");
    return limits.low != NULL && limits.high != NULL ? 0 : -1;
}

PyMODINIT_FUNC
PyInit_led_by_struct(void)
{
    PyObject *module = PyModule_Create(&led_by_struct_module);
    if (module == NULL || PyType_Ready(&Gauge_Type) < 0 || make_limits() < 0) {
        return NULL;
    }
    if (PyModule_AddObject(module, "Gauge", (PyObject *)&Gauge_Type) < 0) {
        return NULL;
    }
    return module;
}
