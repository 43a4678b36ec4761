// For CPython 3.9 the type cannot be made immutable, and every type is collected.
// ids: D-MUTABLE FL-IMM-1 GC-3 D-GC T-DOC-4
// target: 3.9
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Cell;

static PyObject *
cell_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *held = Py_None;
    Cell *self;

    if (!PyArg_ParseTuple(args, "|O:Cell", &held)) {
        return NULL;
    }
    self = (Cell *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(held);
        self->held = held;
    }
    return (PyObject *)self;
}

static int
cell_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Cell *)op)->held);
    return 0;
}

static int
cell_clear(PyObject *op)
{
    Py_CLEAR(((Cell *)op)->held);
    return 0;
}

static void
cell_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Cell *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Cell_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "for_39.Cell",
    .tp_basicsize = sizeof(Cell),
    .tp_dealloc = cell_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = cell_traverse,
    .tp_clear = cell_clear,
    .tp_doc = "Cell(held=None, /)\n--\n\nHolds one object.",
    .tp_new = cell_new,
};

typedef struct {
    PyObject_HEAD
    long value;
} Dot;

static void
dot_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Dot_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "for_39.Dot",
    .tp_basicsize = sizeof(Dot),
    .tp_dealloc = dot_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef for_39_module = {
    PyModuleDef_HEAD_INIT, "for_39", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_for_39(void)
{
    PyObject *module;

    if (PyType_Ready(&Cell_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Dot_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&for_39_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Cell_Type);
    if (PyModule_AddObject(module, "Cell", (PyObject *)&Cell_Type) < 0) {
        Py_DECREF(&Cell_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Dot_Type);
    if (PyModule_AddObject(module, "Dot", (PyObject *)&Dot_Type) < 0) {
        Py_DECREF(&Dot_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
