// A field that is not followed, in a type that the project says need not be collected: no question is asked.
// ids: GC-5
// types: Chain_Type.gc = minimal
#include <Python.h>

typedef struct Node {
    struct Node *next;
    PyObject *value;
} Node;

typedef struct {
    PyObject_HEAD
    Node *first;
} Chain;

static void
chain_dealloc(Chain *self)
{
    Node *node = self->first;
    while (node != NULL) {
        Node *next = node->next;
        Py_DECREF(node->value);
        PyMem_Free(node);
        node = next;
    }
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
chain_push(Chain *self, PyObject *value)
{
    Node *node = PyMem_New(Node, 1);
    if (node == NULL) {
        return PyErr_NoMemory();
    }
    Py_INCREF(value);
    node->value = value;
    node->next = self->first;
    self->first = node;
    Py_RETURN_NONE;
}

static PyMethodDef chain_methods[] = {
    {"push", (PyCFunction)chain_push, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Chain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "stated.Chain",
    .tp_basicsize = sizeof(Chain),
    .tp_dealloc = (destructor)chain_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = chain_methods,
    .tp_new = PyType_GenericNew,
};

static int
stated_exec(PyObject *module)
{
    return PyModule_AddType(module, &Chain_Type);
}

static PyModuleDef_Slot stated_slots[] = {
    {Py_mod_exec, stated_exec},
    {0, NULL}
};

static struct PyModuleDef stated_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "stated",
    .m_slots = stated_slots,
};

PyMODINIT_FUNC
PyInit_stated(void)
{
    return PyModuleDef_Init(&stated_module);
}
