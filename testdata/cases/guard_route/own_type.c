// A chain that is taken down link by link: whether the next one is a link is asked of the link at hand.
// ids: T-DEALLOC-11
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *next;
} Link;

static PyTypeObject Link_Type;

static PyObject *
link_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *next = NULL;
    Link *self;

    if (!PyArg_ParseTuple(args, "|O", &next))
        return NULL;
    self = (Link *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_XINCREF(next);
    self->next = next;
    return (PyObject *)self;
}

static void
drop_links(PyObject *obj)
{
    while (obj && Py_IS_TYPE(obj, &Link_Type) && Py_REFCNT(obj) == 1) {
        PyObject *next = ((Link *)obj)->next;

        ((Link *)obj)->next = NULL;
        Py_DECREF(obj);
        obj = next;
    }
    Py_XDECREF(obj);
}

static int
link_traverse(Link *self, visitproc visit, void *arg)
{
    Py_VISIT(self->next);
    return 0;
}

static int
link_clear(Link *self)
{
    PyObject *next = self->next;

    self->next = NULL;
    drop_links(next);
    return 0;
}

static void
link_dealloc(Link *self)
{
    PyObject_GC_UnTrack(self);
    link_clear(self);
    PyObject_GC_Del(self);
}

static PyTypeObject Link_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "own_type.Link",
    .tp_basicsize = sizeof(Link),
    .tp_dealloc = (destructor)link_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)link_traverse,
    .tp_clear = (inquiry)link_clear,
    .tp_new = link_new,
};

static int
own_type_exec(PyObject *module)
{
    return PyModule_AddType(module, &Link_Type);
}

static PyModuleDef_Slot own_type_slots[] = {
    {Py_mod_exec, own_type_exec},
    {0, NULL}
};

static struct PyModuleDef own_type_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "own_type",
    .m_slots = own_type_slots,
};

PyMODINIT_FUNC
PyInit_own_type(void)
{
    return PyModuleDef_Init(&own_type_module);
}
