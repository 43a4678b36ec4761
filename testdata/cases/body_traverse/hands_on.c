// A traverse and a dealloc that hand on to those of the base, which is converted, too.
// ids: T-TRAV-3 T-DEALLOC-5 T-DEALLOC-12
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Base;

static PyObject *
base_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *held = Py_None;
    Base *self;

    if (!PyArg_ParseTuple(args, "|O:Base", &held)) {
        return NULL;
    }
    self = (Base *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(held);
        self->held = held;
    }
    return (PyObject *)self;
}

static int
base_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Base *)op)->held);
    return 0;
}

static int
base_clear(PyObject *op)
{
    Py_CLEAR(((Base *)op)->held);
    return 0;
}

static void
base_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Base *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Base_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "hands_on.Base",
    .tp_basicsize = sizeof(Base),
    .tp_dealloc = base_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = base_traverse,
    .tp_clear = base_clear,
    .tp_new = base_new,
};

typedef struct {
    Base base;
    PyObject *more;
} Derived;

static int
derived_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Derived *)op)->more);
    return base_traverse(op, visit, arg);
}

static int
derived_clear(PyObject *op)
{
    Py_CLEAR(((Derived *)op)->more);
    return base_clear(op);
}

static void
derived_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Derived *)op)->more);
    base_dealloc(op);
}

static PyMemberDef derived_members[] = {
    {"more", T_OBJECT, offsetof(Derived, more), 0, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyTypeObject Derived_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "hands_on.Derived",
    .tp_basicsize = sizeof(Derived),
    .tp_dealloc = derived_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = derived_traverse,
    .tp_clear = derived_clear,
    .tp_members = derived_members,
    .tp_base = &Base_Type,
};

static struct PyModuleDef hands_on_module = {
    PyModuleDef_HEAD_INIT, "hands_on", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_hands_on(void)
{
    PyObject *module;

    if (PyType_Ready(&Base_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Derived_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&hands_on_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Base_Type);
    if (PyModule_AddObject(module, "Base", (PyObject *)&Base_Type) < 0) {
        Py_DECREF(&Base_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Derived_Type);
    if (PyModule_AddObject(module, "Derived", (PyObject *)&Derived_Type) < 0) {
        Py_DECREF(&Derived_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
