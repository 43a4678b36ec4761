// A traverse that another library defines.
// ids: T-TRAV-1
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Net;

static void
net_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Net *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

extern int elsewhere_net_traverse(PyObject *op, visitproc visit, void *arg);

static PyTypeObject Net_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "elsewhere.Net",
    .tp_basicsize = sizeof(Net),
    .tp_dealloc = net_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = elsewhere_net_traverse,  // want body-traverse T-TRAV-1
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef elsewhere_module = {
    PyModuleDef_HEAD_INIT, "elsewhere", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_elsewhere(void)
{
    PyObject *module;

    if (PyType_Ready(&Net_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&elsewhere_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Net_Type);
    if (PyModule_AddObject(module, "Net", (PyObject *)&Net_Type) < 0) {
        Py_DECREF(&Net_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
