// From 3.11 on the limited API's macros cast nothing: what is no PyObject * is cast where they are used.
// limited: 3.11
#include <Python.h>

typedef struct Node {
    PyObject_HEAD
    struct Node *next;
    PyObject *value;
} Node;

static PyTypeObject Node_Type;

#define KEEP(node) Py_XINCREF(node)
#define IS_NODE(x) (Py_TYPE(x) == &Node_Type)

static int
Node_traverse(Node *self, visitproc visit, void *arg)
{
    Py_VISIT(self->next);
    Py_VISIT(self->value);
    return 0;
}

static int
Node_clear(Node *self)
{
    Py_CLEAR(self->next);
    Py_CLEAR(self->value);
    return 0;
}

static void
Node_dealloc(Node *self)
{
    PyObject_GC_UnTrack(self);
    Node_clear(self);
    Py_TYPE(self)->tp_free(self);
}

static Node *
node_of(PyTypeObject *type, PyObject *value, Node *next)
{
    Node *node = (Node *)type->tp_alloc(type, 0);

    if (node == NULL)
        return NULL;
    KEEP(next);
    node->next = next;
    Py_INCREF(value);
    node->value = value;
    return node;
}

static PyObject *
Node_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    PyObject *value, *next = NULL;

    if (!PyArg_ParseTuple(args, "O|O:Node", &value, &next))
        return NULL;
    if (next != NULL && !IS_NODE(next)) {
        PyErr_SetString(PyExc_TypeError, "a node is followed by a node");
        return NULL;
    }
    return (PyObject *)node_of(type, value, (Node *)next);
}

static PyObject *
Node_next(Node *self, PyObject *Py_UNUSED(ignored))
{
    Node *next = self->next;

    if (next == NULL || !IS_NODE(next))
        Py_RETURN_NONE;
    Py_INCREF(next);
    return (PyObject *)next;
}

static PyObject *
Node_get_value(Node *self, void *Py_UNUSED(closure))
{
    Py_INCREF(self->value);
    return self->value;
}

static PyMethodDef Node_methods[] = {
    {"next", (PyCFunction)Node_next, METH_NOARGS, "what follows"},
    {NULL, NULL, 0, NULL}
};

static PyGetSetDef Node_getset[] = {
    {"value", (getter)Node_get_value, NULL, "what it holds", NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "casts.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = (destructor)Node_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)Node_traverse,
    .tp_clear = (inquiry)Node_clear,
    .tp_methods = Node_methods,
    .tp_getset = Node_getset,
    .tp_new = Node_new,
};

static struct PyModuleDef casts_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "casts",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_casts(void)
{
    PyObject *module;

    if (PyType_Ready(&Node_Type) < 0)
        return NULL;
    module = PyModule_Create(&casts_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Node_Type);
    if (PyModule_AddObject(module, "Node", (PyObject *)&Node_Type) < 0)
        return NULL;
    return module;
}
