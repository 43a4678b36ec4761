// The first of two steps: heap types in static pointers; the module comes up as it did.
// ids: MOD-7 T-BASE-2 T-NEW-1
// isolation: types
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *label;
} Node;

static PyTypeObject Leaf_Type;

#define Node_Check(op) PyObject_TypeCheck(op, &Node_Type)

static int
Node_traverse(Node *self, visitproc visit, void *arg)
{
    Py_VISIT(self->label);
    return 0;
}

static int
Node_clear(Node *self)
{
    Py_CLEAR(self->label);
    return 0;
}

static void
Node_dealloc(Node *self)
{
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->label);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

/* What a node makes of its own kind is a leaf. */
static PyObject *
Node_leaf(Node *self, PyObject *Py_UNUSED(ignored))
{
    Node *leaf = PyObject_GC_New(Node, &Leaf_Type);
    if (leaf == NULL) {
        return NULL;
    }
    leaf->label = self->label;
    Py_XINCREF(leaf->label);
    PyObject_GC_Track(leaf);
    return (PyObject *)leaf;
}

static PyMethodDef Node_methods[] = {
    {"leaf", (PyCFunction)Node_leaf, METH_NOARGS, "A leaf of the same label."},
    {NULL, NULL, 0, NULL},
};

/* A node of the tree. */
static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "two_steps.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "A node.",
    .tp_new = PyType_GenericNew,
    .tp_dealloc = (destructor)Node_dealloc,
    .tp_traverse = (traverseproc)Node_traverse,
    .tp_clear = (inquiry)Node_clear,
    .tp_methods = Node_methods,
};

static PyObject *
Leaf_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<leaf %p>", (void *)self);
}

static PyTypeObject Leaf_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "two_steps.Leaf",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Node_Type,
    .tp_repr = Leaf_repr,
};

static PyObject *
is_node(PyObject *Py_UNUSED(module), PyObject *arg)
{
    return PyBool_FromLong(Node_Check(arg) && arg != (PyObject *)&Node_Type);
}

static PyMethodDef methods[] = {
    {"is_node", is_node, METH_O, "Whether it is one."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef two_steps_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "two_steps",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_two_steps(void)
{
    PyObject *module;

    if (PyType_Ready(&Node_Type) < 0)
        return NULL;
    if (PyType_Ready(&Leaf_Type) < 0)
        return NULL;

    module = PyModule_Create(&two_steps_module);
    if (module == NULL)
        return NULL;

    Py_INCREF(&Node_Type);
    if (PyModule_AddObject(module, "Node", (PyObject *)&Node_Type) < 0) {
        Py_DECREF(&Node_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
