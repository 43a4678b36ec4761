// A type that owns a reference stays outside the collector when that is asked for.
// ids: GC-5
// gc: minimal
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Cup;

static PyTypeObject Cup_Type;

static PyObject *
cup_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *held = Py_None;
    Cup *self;

    if (!PyArg_ParseTuple(args, "|O:Cup", &held)) {
        return NULL;
    }
    self = (Cup *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(held);
        self->held = held;
    }
    return (PyObject *)self;
}

static void
cup_dealloc(PyObject *op)
{
    Py_XDECREF(((Cup *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Cup_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "minimal.Cup",
    .tp_basicsize = sizeof(Cup),
    .tp_dealloc = cup_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = cup_new,
};

static struct PyModuleDef minimal_module = {
    PyModuleDef_HEAD_INIT, "minimal", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_minimal(void)
{
    PyObject *module;

    if (PyType_Ready(&Cup_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&minimal_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Cup_Type);
    if (PyModule_AddObject(module, "Cup", (PyObject *)&Cup_Type) < 0) {
        Py_DECREF(&Cup_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
