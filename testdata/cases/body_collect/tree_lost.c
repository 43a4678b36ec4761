// Trees that functions free by calling themselves, and that cannot be visited: a method changes one while the instance
// lives; a node of another holds what nobody gives back in a way that is followed.
// ids: A-TRAV
#include <Python.h>

typedef struct twig {
    struct twig *next;
    PyObject *key;
} Twig;

typedef struct {
    PyObject_HEAD
    Twig *first; // want body-collect A-TRAV
} Changed;

static void
twig_free(Twig *twig)
{
    if (twig == NULL) {
        return;
    }
    twig_free(twig->next);
    Py_XDECREF(twig->key);
    PyMem_Free(twig);
}

static void
changed_dealloc(Changed *self)
{
    twig_free(self->first);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
changed_forget(Changed *self, PyObject *args)
{
    twig_free(self->first);
    self->first = NULL;
    Py_RETURN_NONE;
}

static PyMethodDef changed_methods[] = {
    {"forget", (PyCFunction)changed_forget, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Changed_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "tree_lost.Changed",
    .tp_basicsize = sizeof(Changed),
    .tp_dealloc = (destructor)changed_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = changed_methods,
    .tp_new = PyType_GenericNew,
};

typedef struct knot {
    struct knot *next;
    PyObject *key;
    PyObject *other;
} Knot;

typedef struct {
    PyObject_HEAD
    Knot *first; // want body-collect A-TRAV
} Partial;

static void
knot_free(Knot *knot)
{
    if (knot == NULL) {
        return;
    }
    knot_free(knot->next);
    Py_XDECREF(knot->key);
    PyMem_Free(knot);
}

static void
partial_dealloc(Partial *self)
{
    knot_free(self->first);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject Partial_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "tree_lost.Partial",
    .tp_basicsize = sizeof(Partial),
    .tp_dealloc = (destructor)partial_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef tree_lost_module = {
    PyModuleDef_HEAD_INIT, "tree_lost", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_tree_lost(void)
{
    if (PyType_Ready(&Changed_Type) < 0 || PyType_Ready(&Partial_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&tree_lost_module);
}
