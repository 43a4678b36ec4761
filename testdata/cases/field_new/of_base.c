// No `tp_new`, and a base of the module that has one; it says how it is pickled.
// ids: T-NEW-2 T-DEALLOC-7 T-TRAV-5 GC-2
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Pair;

static PyObject *
pair_reduce(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    return Py_BuildValue("O(O)", Py_TYPE(op), ((Pair *)op)->held);
}

static PyMethodDef pair_methods[] = {
    {"__reduce__", pair_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyObject *
pair_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *held = Py_None;
    Pair *self;

    if (!PyArg_ParseTuple(args, "|O:Pair", &held)) {
        return NULL;
    }
    self = (Pair *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(held);
        self->held = held;
    }
    return (PyObject *)self;
}

static int
pair_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Pair *)op)->held);
    return 0;
}

static int
pair_clear(PyObject *op)
{
    Py_CLEAR(((Pair *)op)->held);
    return 0;
}

static void
pair_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Pair *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Pair_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "of_base.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_dealloc = pair_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
    .tp_methods = pair_methods,
    .tp_new = pair_new,
};

static PyTypeObject Twin_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "of_base.Twin",
    .tp_basicsize = sizeof(Pair),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_base = &Pair_Type,
};

static struct PyModuleDef of_base_module = {
    PyModuleDef_HEAD_INIT, "of_base", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_of_base(void)
{
    PyObject *module;

    if (PyType_Ready(&Pair_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Twin_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&of_base_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Pair_Type);
    if (PyModule_AddObject(module, "Pair", (PyObject *)&Pair_Type) < 0) {
        Py_DECREF(&Pair_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Twin_Type);
    if (PyModule_AddObject(module, "Twin", (PyObject *)&Twin_Type) < 0) {
        Py_DECREF(&Twin_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
