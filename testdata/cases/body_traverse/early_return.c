// A traverse that returns early: the visit of the type comes first.
// ids: T-TRAV-1 T-TRAV-2 T-TRAV-9 FL-GC
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Maybe;

static PyObject *
maybe_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *held = Py_None;
    Maybe *self;

    if (!PyArg_ParseTuple(args, "|O:Maybe", &held)) {
        return NULL;
    }
    self = (Maybe *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(held);
        self->held = held;
    }
    return (PyObject *)self;
}

static int
maybe_traverse(PyObject *op, visitproc visit, void *arg)
{
    if (((Maybe *)op)->held == Py_None) {
        return 0;
    }
    Py_VISIT(((Maybe *)op)->held);
    return 0;
}

static int
maybe_clear(PyObject *op)
{
    Py_CLEAR(((Maybe *)op)->held);
    return 0;
}

static void
maybe_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Maybe *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Maybe_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "early_return.Maybe",
    .tp_basicsize = sizeof(Maybe),
    .tp_dealloc = maybe_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = maybe_traverse,
    .tp_clear = maybe_clear,
    .tp_new = maybe_new,
};

static struct PyModuleDef early_return_module = {
    PyModuleDef_HEAD_INIT, "early_return", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_early_return(void)
{
    PyObject *module;

    if (PyType_Ready(&Maybe_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&early_return_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Maybe_Type);
    if (PyModule_AddObject(module, "Maybe", (PyObject *)&Maybe_Type) < 0) {
        Py_DECREF(&Maybe_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
