// Objects of a collected type, made by PyObject_GC_New, of fixed and of variable size.
// ids: AL-3
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Link;

static PyObject *
link_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *held = Py_None;
    Link *self;

    if (!PyArg_ParseTuple(args, "|O:Link", &held)) {
        return NULL;
    }
    self = (Link *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(held);
        self->held = held;
    }
    return (PyObject *)self;
}

static int
link_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Link *)op)->held);
    return 0;
}

static int
link_clear(PyObject *op)
{
    Py_CLEAR(((Link *)op)->held);
    return 0;
}

static void
link_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Link *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Link_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "collected.Link",
    .tp_basicsize = sizeof(Link),
    .tp_dealloc = link_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = link_traverse,
    .tp_clear = link_clear,
    .tp_new = link_new,
};

static PyObject *
make_link(PyObject *Py_UNUSED(module), PyObject *held)
{
    Link *self = PyObject_GC_New(Link, &Link_Type);
    if (self == NULL) {
        return NULL;
    }
    Py_INCREF(held);
    self->held = held;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static PyMethodDef module_methods[] = {
    {"link", make_link, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef collected_module = {
    PyModuleDef_HEAD_INIT, "collected", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_collected(void)
{
    PyObject *module;

    if (PyType_Ready(&Link_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&collected_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Link_Type);
    if (PyModule_AddObject(module, "Link", (PyObject *)&Link_Type) < 0) {
        Py_DECREF(&Link_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
