// A traverse that nothing calls, of a type that owns nothing.
// ids: T-TRAV-8
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Peg;

static void
peg_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static int
peg_traverse(PyObject *Py_UNUSED(op), visitproc Py_UNUSED(visit), void *Py_UNUSED(arg))
{
    return 0;
}

static PyTypeObject Peg_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "dead.Peg",
    .tp_basicsize = sizeof(Peg),
    .tp_dealloc = peg_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_traverse = peg_traverse,  // want body-traverse T-TRAV-8
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef dead_module = {
    PyModuleDef_HEAD_INIT, "dead", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_dead(void)
{
    PyObject *module;

    if (PyType_Ready(&Peg_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&dead_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Peg_Type);
    if (PyModule_AddObject(module, "Peg", (PyObject *)&Peg_Type) < 0) {
        Py_DECREF(&Peg_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
