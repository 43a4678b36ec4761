// A chain of nodes whose deallocation CPython puts off when it is long: the type goes with the object, inside the region.
// ids: T-DEALLOC-6 T-DEALLOC-1 GC-1 T-TRAV-1
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *next;
} Link;

static int
link_traverse(Link *self, visitproc visit, void *arg)
{
    Py_VISIT(self->next);
    return 0;
}

static int
link_clear(Link *self)
{
    Py_CLEAR(self->next);
    return 0;
}

static void
link_dealloc(Link *self)
{
    PyObject_GC_UnTrack(self);
    Py_TRASHCAN_BEGIN(self, link_dealloc)
    Py_CLEAR(self->next);
    Py_TYPE(self)->tp_free((PyObject *)self);
    Py_TRASHCAN_END
}

static PyObject *
link_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"next", NULL};
    PyObject *next = Py_None;
    Link *self;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O:Link", names, &next)) {
        return NULL;
    }
    self = (Link *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(next);
        self->next = next;
    }
    return (PyObject *)self;
}

static PyTypeObject Link_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "trashcan.Link",
    .tp_basicsize = sizeof(Link),
    .tp_dealloc = (destructor)link_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)link_traverse,
    .tp_clear = (inquiry)link_clear,
    .tp_new = link_new,
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "trashcan", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_trashcan(void)
{
    PyObject *module;

    if (PyType_Ready(&Link_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&module_def);
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
