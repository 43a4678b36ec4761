// Objects that lie a step further away than a variable, by a pointer that goes elsewhere, too: loading it twice would
// overwrite them.
// ids: MOD-5
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Gauge;

static PyObject **limits;

static PyObject *
gauge_value(Gauge *self, PyObject *Py_UNUSED(ignored))
{
    return Py_BuildValue("lO", self->value, limits[self->value < 0]);
}

static PyMethodDef gauge_methods[] = {
    {"value", (PyCFunction)gauge_value, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Gauge_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "led_away.Gauge",
    .tp_basicsize = sizeof(Gauge),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = gauge_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef led_away_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "led_away",
    .m_size = -1,
};

static int
fill(PyObject **places)
{
    places[0] = PyUnicode_FromString("low");
    places[1] = PyUnicode_FromString("high");
    return places[0] != NULL && places[1] != NULL ? 0 : -1;
}

static int
make_limits(void)
{
    limits = PyMem_Calloc(2, sizeof(PyObject *)); // want module-init MOD-5
    if (limits == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return fill(limits);
}

PyMODINIT_FUNC
PyInit_led_away(void)
{
    PyObject *module = PyModule_Create(&led_away_module);
    if (module == NULL || PyType_Ready(&Gauge_Type) < 0 || make_limits() < 0) {
        return NULL;
    }
    if (PyModule_AddObject(module, "Gauge", (PyObject *)&Gauge_Type) < 0) {
        return NULL;
    }
    return module;
}
