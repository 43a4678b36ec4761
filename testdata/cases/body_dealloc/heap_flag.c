// A dealloc that asks whether its type is a heap type.
// ids: T-DEALLOC-3 A-HEAPFLAG
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Odd;

static PyObject *
odd_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *held = Py_None;
    Odd *self;

    if (!PyArg_ParseTuple(args, "|O:Odd", &held)) {
        return NULL;
    }
    self = (Odd *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(held);
        self->held = held;
    }
    return (PyObject *)self;
}

static int
odd_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Odd *)op)->held);
    return 0;
}

static int
odd_clear(PyObject *op)
{
    Py_CLEAR(((Odd *)op)->held);
    return 0;
}

static void
odd_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Odd *)op)->held);
    if (Py_TYPE(op)->tp_flags & Py_TPFLAGS_HEAPTYPE) {  // want body-dealloc A-HEAPFLAG
        Py_DECREF(Py_TYPE(op));
    }
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Odd_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "heap_flag.Odd",
    .tp_basicsize = sizeof(Odd),
    .tp_dealloc = odd_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = odd_traverse,
    .tp_clear = odd_clear,
    .tp_new = odd_new,
};

static struct PyModuleDef heap_flag_module = {
    PyModuleDef_HEAD_INIT, "heap_flag", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_heap_flag(void)
{
    PyObject *module;

    if (PyType_Ready(&Odd_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&heap_flag_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Odd_Type);
    if (PyModule_AddObject(module, "Odd", (PyObject *)&Odd_Type) < 0) {
        Py_DECREF(&Odd_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
