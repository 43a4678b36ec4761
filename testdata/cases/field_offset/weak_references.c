// Weak references and a dict, with a members table of its own.
// ids: T-OFF-1 T-OFF-2 T-OFF-4 T-OFF-6 GC-1 T-TRAV-1 T-CLEAR-1 T-CLEAR-3 T-DEALLOC-12
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
    PyObject *dict;
    PyObject *weakrefs;
} Box;

static PyMemberDef box_members[] = {
    {"held", T_OBJECT, offsetof(Box, held), READONLY, "what is in it"},
    {NULL, 0, 0, 0, NULL}
};

static PyObject *
box_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *held = Py_None;
    Box *self;

    if (!PyArg_ParseTuple(args, "|O:Box", &held)) {
        return NULL;
    }
    self = (Box *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(held);
        self->held = held;
    }
    return (PyObject *)self;
}

static int
box_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Box *)op)->held);
    Py_VISIT(((Box *)op)->dict);
    return 0;
}

static int
box_clear(PyObject *op)
{
    Py_CLEAR(((Box *)op)->held);
    Py_CLEAR(((Box *)op)->dict);
    return 0;
}

static void
box_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    if (((Box *)op)->weakrefs != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    Py_CLEAR(((Box *)op)->dict);
    Py_CLEAR(((Box *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "weak_references.Box",
    .tp_basicsize = sizeof(Box),
    .tp_dealloc = box_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = box_traverse,
    .tp_clear = box_clear,
    .tp_weaklistoffset = offsetof(Box, weakrefs),
    .tp_members = box_members,
    .tp_dictoffset = offsetof(Box, dict),
    .tp_new = box_new,
};

static struct PyModuleDef weak_references_module = {
    PyModuleDef_HEAD_INIT, "weak_references", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_weak_references(void)
{
    PyObject *module;

    if (PyType_Ready(&Box_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&weak_references_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Box_Type);
    if (PyModule_AddObject(module, "Box", (PyObject *)&Box_Type) < 0) {
        Py_DECREF(&Box_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
