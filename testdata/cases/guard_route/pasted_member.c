// A macro that puts names of struct members together: a function whose name ends alike may gain a parameter.
// ids: P-4
#include <Python.h>

#define PART(prefix)            \
    PyObject *prefix##_next;    \
    int prefix##_count;

typedef struct {
    PyObject_HEAD
    PART(link)
} Link;

static PyObject *last;
static PyTypeObject Link_Type;

static PyObject *
make_next(PyObject *next)
{
    Link *self = (Link *)Link_Type.tp_alloc(&Link_Type, 0);

    if (self != NULL) {
        Py_INCREF(next);
        self->link_next = next;
        self->link_count = 1;
    }
    return (PyObject *)self;
}

static int
set_count(PyObject *op, int count)
{
    if (!PyObject_TypeCheck(op, &Link_Type)) {
        PyErr_SetString(PyExc_TypeError, "no link");
        return -1;
    }
    ((Link *)op)->link_count = count;
    return 0;
}

static PyObject *
link_new(PyObject *Py_UNUSED(module), PyObject *next)
{
    PyObject *made = make_next(next);

    if (made == NULL || set_count(made, 2) < 0) {
        Py_XDECREF(made);
        return NULL;
    }
    Py_INCREF(made);
    Py_XSETREF(last, made);
    return made;
}

static int
link_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Link *)op)->link_next);
    return 0;
}

static int
link_clear(PyObject *op)
{
    Py_CLEAR(((Link *)op)->link_next);
    return 0;
}

static void
link_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    (void)link_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Link_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pasted_member.Link",
    .tp_basicsize = sizeof(Link),
    .tp_dealloc = link_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = link_traverse,
    .tp_clear = link_clear,
};

static PyMethodDef module_methods[] = {
    {"link", link_new, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef pasted_member_module = {
    PyModuleDef_HEAD_INIT, "pasted_member", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_pasted_member(void)
{
    if (PyType_Ready(&Link_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&pasted_member_module);
}
