// A helper that says something else than the finalizer does, too.
// ids: T-DEALLOC-2 A-FREELIST
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Lazarus;

static void
lazarus_finalize(PyObject *op)
{
    PyObject *type, *value, *traceback;

    PyErr_Fetch(&type, &value, &traceback);
    if (PyList_CheckExact(((Lazarus *)op)->held) && PyList_Append(((Lazarus *)op)->held, op) < 0) {
        PyErr_Clear();
    }
    PyErr_Restore(type, value, traceback);
}

static PyObject *
lazarus_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *held = Py_None;
    Lazarus *self;

    if (!PyArg_ParseTuple(args, "|O:Lazarus", &held)) {
        return NULL;
    }
    self = (Lazarus *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(held);
        self->held = held;
    }
    return (PyObject *)self;
}

static int
lazarus_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Lazarus *)op)->held);
    return 0;
}

static int
lazarus_clear(PyObject *op)
{
    Py_CLEAR(((Lazarus *)op)->held);
    return 0;
}

static int
lazarus_end(PyObject *self)
{
    if (Py_REFCNT(self) == 0) {
        return PyObject_CallFinalizerFromDealloc(self);
    }
    return -1;
}

static void
lazarus_dealloc(PyObject *op)
{
    if (lazarus_end(op) < 0) {
        return;  // want body-dealloc A-FREELIST
    }
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Lazarus *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Lazarus_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "finalizer_by_other.Lazarus",
    .tp_basicsize = sizeof(Lazarus),
    .tp_dealloc = lazarus_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = lazarus_traverse,
    .tp_clear = lazarus_clear,
    .tp_finalize = lazarus_finalize,
    .tp_new = lazarus_new,
};

static struct PyModuleDef finalizer_by_other_module = {
    PyModuleDef_HEAD_INIT, "finalizer_by_other", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_finalizer_by_other(void)
{
    PyObject *module;

    if (PyType_Ready(&Lazarus_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&finalizer_by_other_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Lazarus_Type);
    if (PyModule_AddObject(module, "Lazarus", (PyObject *)&Lazarus_Type) < 0) {
        Py_DECREF(&Lazarus_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
