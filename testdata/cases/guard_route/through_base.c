// A traverse that reaches its base's by the type object would need the module state, which may be gone by then.
// ids: T-DEALLOC-11
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

static void
link_dealloc(Link *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->next);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject Link_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "through_base.Link",
    .tp_basicsize = sizeof(Link),
    .tp_dealloc = (destructor)link_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)link_traverse,
    .tp_new = PyType_GenericNew,
};

static int
ring_traverse(PyObject *self, visitproc visit, void *arg) // want guard-route T-DEALLOC-11
{
    return Link_Type.tp_traverse(self, visit, arg);
}

static PyTypeObject Ring_Type = { // want guard-component
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "through_base.Ring",
    .tp_basicsize = sizeof(Link),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = ring_traverse,
    .tp_base = &Link_Type,
};

static struct PyModuleDef through_base_module = {
    PyModuleDef_HEAD_INIT, "through_base", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_through_base(void)
{
    PyObject *module;

    if (PyType_Ready(&Link_Type) < 0)
        return NULL;
    if (PyType_Ready(&Ring_Type) < 0)
        return NULL;
    module = PyModule_Create(&through_base_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Ring_Type);
    if (PyModule_AddObject(module, "Ring", (PyObject *)&Ring_Type) < 0) {
        Py_DECREF(&Ring_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
