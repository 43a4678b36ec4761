// A free list that is linked through a field of the parked objects, and drained when the module goes.
// ids: T-DEALLOC-13
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *source;
} Walk;

static PyTypeObject Walk_Type;
static Walk *parked;
static int parked_count;

static PyObject *
walk(PyObject *Py_UNUSED(module), PyObject *source)
{
    Walk *self;

    if (parked_count) {
        parked_count--;
        self = parked;
        parked = (Walk *)self->source;
        self->source = NULL;
        _Py_NewReference((PyObject *)self);
    }
    else {
        self = PyObject_GC_New(Walk, &Walk_Type);
        if (self == NULL)
            return NULL;
    }
    Py_INCREF(source);
    self->source = source;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static int
walk_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Walk *)op)->source);
    return 0;
}

static void
walk_dealloc(PyObject *op)
{
    Walk *self = (Walk *)op;

    PyObject_GC_UnTrack(op);
    Py_CLEAR(self->source);
    if (parked_count < 8) {
        parked_count++;
        self->source = (PyObject *)parked;
        parked = self;
    }
    else {
        PyObject_GC_Del(op);
    }
}

static PyTypeObject Walk_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "free_list_linked.Walk",
    .tp_basicsize = sizeof(Walk),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_dealloc = walk_dealloc,
    .tp_traverse = walk_traverse,
};

static void
drain(void *Py_UNUSED(module))
{
    while (parked != NULL) {
        Walk *next = (Walk *)parked->source;
        PyObject_GC_Del(parked);
        parked = next;
        parked_count--;
    }
}

static PyObject *
count(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromLong(parked_count);
}

static PyMethodDef module_methods[] = {
    {"count", count, METH_NOARGS, NULL},
    {"walk", walk, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef free_list_linked_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "free_list_linked",
    .m_size = -1,
    .m_methods = module_methods,
    .m_free = drain,
};

PyMODINIT_FUNC
PyInit_free_list_linked(void)
{
    if (PyType_Ready(&Walk_Type) < 0)
        return NULL;
    return PyModule_Create(&free_list_linked_module);
}
