// A variable whose reference is given back while the pointer stays: the collector must not follow it.
// ids: MOD-5
#include <Python.h>

typedef struct {
    PyObject_HEAD
} Probe;

static PyObject *last;

static PyObject *
probe_count(Probe *self, PyObject *arg)
{
    Py_ssize_t count;
    Py_INCREF(arg);
    count = Py_REFCNT(arg);
    last = PyList_New(0);
    if (last == NULL || PyList_Append(last, arg) < 0) {
        Py_DECREF(arg);
        return NULL;
    }
    Py_DECREF(arg);
    Py_DECREF(last);
    (void)self;
    return PyLong_FromSsize_t(count > 0);
}

static PyMethodDef probe_methods[] = {
    {"count", (PyCFunction)probe_count, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Probe_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "left_dangling.Probe",
    .tp_basicsize = sizeof(Probe),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = probe_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef left_dangling_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "left_dangling",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_left_dangling(void)
{
    PyObject *module;
    if (PyType_Ready(&Probe_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&left_dangling_module);
    if (module == NULL) {
        return NULL;
    }
    if (PyModule_AddObject(module, "Probe", (PyObject *)&Probe_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
