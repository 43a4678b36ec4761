// Instances have a docstring of their own: the type has to give up its.
// ids: T-DOC-5 D-DOC
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Note;

static PyMemberDef note_members[] = {
    {"__doc__", T_OBJECT, offsetof(Note, held), 0, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyObject *
note_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *held = Py_None;
    Note *self;

    if (!PyArg_ParseTuple(args, "|O:Note", &held)) {
        return NULL;
    }
    self = (Note *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(held);
        self->held = held;
    }
    return (PyObject *)self;
}

static int
note_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Note *)op)->held);
    return 0;
}

static int
note_clear(PyObject *op)
{
    Py_CLEAR(((Note *)op)->held);
    return 0;
}

static void
note_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Note *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Note_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "of_instances.Note",
    .tp_basicsize = sizeof(Note),
    .tp_dealloc = note_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = note_traverse,
    .tp_clear = note_clear,
    .tp_doc = "A note.",
    .tp_members = note_members,
    .tp_new = note_new,
};

static struct PyModuleDef of_instances_module = {
    PyModuleDef_HEAD_INIT, "of_instances", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_of_instances(void)
{
    PyObject *module;

    if (PyType_Ready(&Note_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&of_instances_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Note_Type);
    if (PyModule_AddObject(module, "Note", (PyObject *)&Note_Type) < 0) {
        Py_DECREF(&Note_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
