// A trashcan region that something is wrong with already: left alone, with the place.
// ids: T-DEALLOC-6
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
late_dealloc(Link *self)
{
    PyObject_GC_UnTrack(self);
    Py_TRASHCAN_BEGIN(self, late_dealloc)
    Py_CLEAR(self->next);
    Py_TRASHCAN_END
    Py_TYPE(self)->tp_free((PyObject *)self); // want body-dealloc T-DEALLOC-6
}

static void
seen_dealloc(Link *self)
{
    Py_TRASHCAN_BEGIN(self, seen_dealloc)
    PyObject_GC_UnTrack(self); // want body-dealloc T-DEALLOC-6
    Py_CLEAR(self->next);
    Py_TYPE(self)->tp_free((PyObject *)self);
    Py_TRASHCAN_END
}

static void
stuck_dealloc(Link *self)
{
    PyObject_GC_UnTrack(self);
    Py_TRASHCAN_BEGIN(self, stuck_dealloc)
    if (self->next == NULL) {
        PyObject_GC_Del(self);
        return; // want body-dealloc T-DEALLOC-6
    }
    Py_CLEAR(self->next);
    PyObject_GC_Del(self);
    Py_TRASHCAN_END
}

static PyTypeObject Late_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "trashcan_left_early.Late",
    .tp_basicsize = sizeof(Link),
    .tp_dealloc = (destructor)late_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)link_traverse,
};

static PyTypeObject Seen_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "trashcan_left_early.Seen",
    .tp_basicsize = sizeof(Link),
    .tp_dealloc = (destructor)seen_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)link_traverse,
};

static PyTypeObject Stuck_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "trashcan_left_early.Stuck",
    .tp_basicsize = sizeof(Link),
    .tp_dealloc = (destructor)stuck_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)link_traverse,
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "trashcan_left_early", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_trashcan_left_early(void)
{
    if (PyType_Ready(&Late_Type) < 0 || PyType_Ready(&Seen_Type) < 0 || PyType_Ready(&Stuck_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&module_def);
}
