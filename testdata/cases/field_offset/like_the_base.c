// A type writes the offset that its base has, too.
// ids: T-OFF-5 T-BASE-2 GC-2 T-NEW-2 T-DEALLOC-7
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
    PyObject *weakrefs;
} Box;

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
    return 0;
}

static int
box_clear(PyObject *op)
{
    Py_CLEAR(((Box *)op)->held);
    return 0;
}

static void
box_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    if (((Box *)op)->weakrefs != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    Py_CLEAR(((Box *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "like_the_base.Box",
    .tp_basicsize = sizeof(Box),
    .tp_dealloc = box_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = box_traverse,
    .tp_clear = box_clear,
    .tp_weaklistoffset = offsetof(Box, weakrefs),
    .tp_new = box_new,
};

typedef struct {
    Box box;
    long lid;
} Lidded;

static PyTypeObject Lidded_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "like_the_base.Lidded",
    .tp_basicsize = sizeof(Lidded),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_weaklistoffset = offsetof(Box, weakrefs),
    .tp_base = &Box_Type,
};

static struct PyModuleDef like_the_base_module = {
    PyModuleDef_HEAD_INIT, "like_the_base", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_like_the_base(void)
{
    PyObject *module;

    if (PyType_Ready(&Box_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Lidded_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&like_the_base_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Box_Type);
    if (PyModule_AddObject(module, "Box", (PyObject *)&Box_Type) < 0) {
        Py_DECREF(&Box_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Lidded_Type);
    if (PyModule_AddObject(module, "Lidded", (PyObject *)&Lidded_Type) < 0) {
        Py_DECREF(&Lidded_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
