// Free lists that are not followed: of a class that can be subclassed, one that is shown to others, one that is left alive in
// an unknown way, one of objects that the collector did not know, one that stands under an #if, and one that a function keeps.
// ids: A-FREELIST
// target: 3.10
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *next;
} Node;

static Node *open_list, *shown_list, *woken_list, *new_list, *maybe_list, *kept_list;

static PyTypeObject Open_Type, Shown_Type, Woken_Type, New_Type, Maybe_Type, Kept_Type;

static PyObject *
open_one(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    Node *self;

    if (open_list != NULL) {
        self = open_list;
        open_list = (Node *)self->next;
        _Py_NewReference((PyObject *)self);
        return (PyObject *)self;
    }
    return (PyObject *)PyObject_New(Node, &Open_Type);
}

static void
open_dealloc(PyObject *op)
{
    if (Py_REFCNT(op) == 0) {  // want body-dealloc A-FREELIST
        ((Node *)op)->next = (PyObject *)open_list;
        open_list = (Node *)op;
    }
    else {
        Py_TYPE(op)->tp_free(op);
    }
}

static PyTypeObject Open_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "free_list_unclear.Open",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_dealloc = open_dealloc,
};

static void
show(Node *first)
{
    while (first != NULL) {
        first = (Node *)first->next;
    }
}

static PyObject *
shown_one(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    Node *self;

    show(shown_list);  // want body-dealloc A-FREELIST
    if (shown_list != NULL) {
        self = shown_list;
        shown_list = (Node *)self->next;
        _Py_NewReference((PyObject *)self);
        return (PyObject *)self;
    }
    return (PyObject *)PyObject_New(Node, &Shown_Type);
}

static void
shown_dealloc(PyObject *op)
{
    if (Py_REFCNT(op) == 0) {
        ((Node *)op)->next = (PyObject *)shown_list;
        shown_list = (Node *)op;
        return;
    }
    PyObject_Del(op);
}

static PyTypeObject Shown_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "free_list_unclear.Shown",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = shown_dealloc,
};

static PyObject *
woken_one(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    Node *self;

    if (woken_list != NULL) {
        self = woken_list;  // want body-dealloc A-FREELIST
        woken_list = (Node *)self->next;
        Py_SET_REFCNT(self, 1);
        return (PyObject *)self;
    }
    return (PyObject *)PyObject_New(Node, &Woken_Type);
}

static void
woken_dealloc(PyObject *op)
{
    if (Py_REFCNT(op) == 0) {
        ((Node *)op)->next = (PyObject *)woken_list;
        woken_list = (Node *)op;
        return;
    }
    PyObject_Del(op);
}

static PyTypeObject Woken_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "free_list_unclear.Woken",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = woken_dealloc,
};

static PyObject *
new_one(PyObject *Py_UNUSED(module), PyObject *held)
{
    Node *self;

    if (new_list != NULL) {
        self = new_list;
        new_list = (Node *)self->next;
        _Py_NewReference((PyObject *)self);
    }
    else {
        self = PyObject_New(Node, &New_Type);
        if (self == NULL) {
            return NULL;
        }
    }
    Py_INCREF(held);
    self->next = held;
    return (PyObject *)self;
}

static void
new_dealloc(PyObject *op)
{
    Py_CLEAR(((Node *)op)->next);
    if (Py_REFCNT(op) == 0) {  // want body-dealloc A-FREELIST
        ((Node *)op)->next = (PyObject *)new_list;
        new_list = (Node *)op;
        return;
    }
    PyObject_Del(op);
}

static PyTypeObject New_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "free_list_unclear.New",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = new_dealloc,
};

static PyObject *
maybe_one(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    Node *self;

    if (maybe_list != NULL) {
        self = maybe_list;
        maybe_list = (Node *)self->next;
        _Py_NewReference((PyObject *)self);
        return (PyObject *)self;
    }
    return (PyObject *)PyObject_New(Node, &Maybe_Type);
}

static void
maybe_dealloc(PyObject *op)
{
#ifdef WITH_FREE_LISTS
    if (Py_REFCNT(op) == 0) {  // want body-dealloc A-FREELIST
        ((Node *)op)->next = (PyObject *)maybe_list;
        maybe_list = (Node *)op;
        return;
    }
#endif
    PyObject_Del(op);
}

static PyTypeObject Maybe_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "free_list_unclear.Maybe",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = maybe_dealloc,
};

static int
keep(Node *self)
{
    self->next = (PyObject *)kept_list;
    kept_list = self;
    return 1;
}

static void
kept_dealloc(PyObject *op)
{
    if (kept_list == NULL && keep((Node *)op)) {
        return;  // want body-dealloc A-FREELIST
    }
    PyObject_Del(op);
}

static PyTypeObject Kept_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "free_list_unclear.Kept",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = kept_dealloc,
};

static PyMethodDef module_methods[] = {
    {"open_one", open_one, METH_NOARGS, NULL},
    {"shown_one", shown_one, METH_NOARGS, NULL},
    {"woken_one", woken_one, METH_NOARGS, NULL},
    {"new_one", new_one, METH_O, NULL},
    {"maybe_one", maybe_one, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef free_list_unclear_module = {
    PyModuleDef_HEAD_INIT, "free_list_unclear", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_free_list_unclear(void)
{
    if (PyType_Ready(&Open_Type) < 0 || PyType_Ready(&Shown_Type) < 0 || PyType_Ready(&Woken_Type) < 0
        || PyType_Ready(&New_Type) < 0 || PyType_Ready(&Maybe_Type) < 0
        || PyType_Ready(&Kept_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&free_list_unclear_module);
}
