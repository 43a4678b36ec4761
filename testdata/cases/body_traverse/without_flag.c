// A traverse without HAVE_GC is never called.
// ids: T-TRAV-8
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Dead;

static PyObject *
dead_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *held = Py_None;
    Dead *self;

    if (!PyArg_ParseTuple(args, "|O:Dead", &held)) {
        return NULL;
    }
    self = (Dead *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(held);
        self->held = held;
    }
    return (PyObject *)self;
}

static int
dead_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Dead *)op)->held);
    return 0;
}

static int
dead_clear(PyObject *op)
{
    Py_CLEAR(((Dead *)op)->held);
    return 0;
}

static void
dead_dealloc(PyObject *op)
{
    Py_CLEAR(((Dead *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Dead_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "without_flag.Dead",
    .tp_basicsize = sizeof(Dead),
    .tp_dealloc = dead_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_traverse = dead_traverse,
    .tp_clear = dead_clear,
    .tp_new = dead_new,
};

static struct PyModuleDef without_flag_module = {
    PyModuleDef_HEAD_INIT, "without_flag", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_without_flag(void)
{
    PyObject *module;

    if (PyType_Ready(&Dead_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&without_flag_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Dead_Type);
    if (PyModule_AddObject(module, "Dead", (PyObject *)&Dead_Type) < 0) {
        Py_DECREF(&Dead_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
