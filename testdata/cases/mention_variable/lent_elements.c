// An array that is filled with what belongs to others: the module must not give it back.
// ids: MOD-5
#include <Python.h>

static PyObject *kinds[2];

typedef struct {
    PyObject_HEAD
} Probe;

static PyObject *
probe_kind(Probe *self, PyObject *arg)
{
    int at = arg == Py_None;
    (void)self;
    Py_INCREF(kinds[at]);
    return kinds[at];
}

static PyMethodDef probe_methods[] = {
    {"kind", (PyCFunction)probe_kind, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Probe_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "lent_elements.Probe",
    .tp_basicsize = sizeof(Probe),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = probe_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef lent_elements_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "lent_elements",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_lent_elements(void)
{
    PyObject *builtins;
    PyObject *module = PyModule_Create(&lent_elements_module);
    if (module == NULL || PyType_Ready(&Probe_Type) < 0) {
        return NULL;
    }
    builtins = PyEval_GetBuiltins();
    kinds[0] = PyDict_GetItemString(builtins, "NotImplemented");
    kinds[1] = PyDict_GetItemString(builtins, "Ellipsis");
    if (PyModule_AddObject(module, "Probe", (PyObject *)&Probe_Type) < 0) {
        return NULL;
    }
    return module;
}
