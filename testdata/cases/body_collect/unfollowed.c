// References that are released in a way that is not followed: a list of nodes, a condition that calls something.
// ids: A-TRAV T-TRAV-7
#include <Python.h>

typedef struct Node {
    struct Node *next;
    PyObject *value;
} Node;

typedef struct {
    PyObject_HEAD
    Node *first; // want body-collect A-TRAV
} Chain;

typedef struct {
    PyObject_HEAD
    PyObject *value; // want body-collect A-TRAV
} Maybe;

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
    PyObject_Del(self);
}

static void
maybe_dealloc(Maybe *self)
{
    if (Py_IsInitialized()) {
        Py_DECREF(self->value);
    }
    PyObject_Del(self);
}

static PyTypeObject Chain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "unfollowed.Chain",
    .tp_basicsize = sizeof(Chain),
    .tp_dealloc = (destructor)chain_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Maybe_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "unfollowed.Maybe",
    .tp_basicsize = sizeof(Maybe),
    .tp_dealloc = (destructor)maybe_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "unfollowed", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_unfollowed(void)
{
    if (PyType_Ready(&Chain_Type) < 0 || PyType_Ready(&Maybe_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&module_def);
}
