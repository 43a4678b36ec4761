/* Containers: a box with one object, its iterator, a point without references, a token that can be weakly referenced. */
#include <Python.h>
#include "structmember.h"

/* Box */

typedef struct {
    PyObject_HEAD
    PyObject *item;
} BoxObject;

static PyTypeObject Box_Type;
static PyTypeObject BoxIter_Type;

static PyObject *
box_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *names[] = {"item", NULL};
    PyObject *item = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, kwds, "|O:Box", names, &item)) {
        return NULL;
    }
    BoxObject *self = (BoxObject *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(item);
        self->item = item;
    }
    return (PyObject *)self;
}

static int
box_traverse(BoxObject *self, visitproc visit, void *arg)
{
    Py_VISIT(self->item);
    return 0;
}

static int
box_clear(BoxObject *self)
{
    Py_CLEAR(self->item);
    return 0;
}

static void
box_dealloc(BoxObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->item);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
box_repr(BoxObject *self)
{
    return PyUnicode_FromFormat("Box(%R)", self->item);
}

static PyObject *
box_swap(BoxObject *self, PyObject *other)
{
    if (!PyObject_TypeCheck(other, &Box_Type)) {
        PyErr_Format(PyExc_TypeError, "expected a Box, got %s", Py_TYPE(other)->tp_name);
        return NULL;
    }
    PyObject *item = self->item;
    self->item = ((BoxObject *)other)->item;
    ((BoxObject *)other)->item = item;
    Py_RETURN_NONE;
}

static PyObject *
box_copy(BoxObject *self, PyObject *Py_UNUSED(ignored))
{
    BoxObject *copy = (BoxObject *)Box_Type.tp_alloc(&Box_Type, 0);
    if (copy != NULL) {
        Py_XINCREF(self->item);
        copy->item = self->item;
    }
    return (PyObject *)copy;
}

static PyMethodDef box_methods[] = {
    {"swap", (PyCFunction)box_swap, METH_O, "swap($self, other, /)\n--\n\nExchange the contents."},
    {"copy", (PyCFunction)box_copy, METH_NOARGS, "A new box with the same content."},
    {NULL, NULL, 0, NULL}
};

static PyMemberDef box_members[] = {
    {"item", T_OBJECT, offsetof(BoxObject, item), 0, "what is in it"},
    {NULL, 0, 0, 0, NULL}
};

static PyObject *box_iter(BoxObject *self);

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "shelf.Box",
    .tp_basicsize = sizeof(BoxObject),
    .tp_dealloc = (destructor)box_dealloc,
    .tp_repr = (reprfunc)box_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Holds one object.",
    .tp_traverse = (traverseproc)box_traverse,
    .tp_clear = (inquiry)box_clear,
    .tp_iter = (getiterfunc)box_iter,
    .tp_methods = box_methods,
    .tp_members = box_members,
    .tp_new = box_new,
};

/* BoxIter: made by iter() only */

typedef struct {
    PyObject_HEAD
    PyObject *box;
} BoxIterObject;

static PyObject *
box_iter(BoxObject *self)
{
    BoxIterObject *it = PyObject_GC_New(BoxIterObject, &BoxIter_Type);
    if (it == NULL) {
        return NULL;
    }
    Py_INCREF(self);
    it->box = (PyObject *)self;
    PyObject_GC_Track(it);
    return (PyObject *)it;
}

static int
boxiter_traverse(BoxIterObject *self, visitproc visit, void *arg)
{
    Py_VISIT(self->box);
    return 0;
}

static int
boxiter_clear(BoxIterObject *self)
{
    Py_CLEAR(self->box);
    return 0;
}

static void
boxiter_dealloc(BoxIterObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->box);
    PyObject_GC_Del(self);
}

static PyObject *
boxiter_next(BoxIterObject *self)
{
    if (self->box == NULL) {
        return NULL;
    }
    PyObject *item = ((BoxObject *)self->box)->item;
    Py_XINCREF(item);
    Py_CLEAR(self->box);
    return item;
}

static PyTypeObject BoxIter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "shelf.BoxIter",
    .tp_basicsize = sizeof(BoxIterObject),
    .tp_dealloc = (destructor)boxiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)boxiter_traverse,
    .tp_clear = (inquiry)boxiter_clear,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)boxiter_next,
};

/* Point: no references, no collector */

typedef struct {
    PyObject_HEAD
    long x;
    long y;
} PointObject;

static PyTypeObject Point_Type;

static PyObject *
point_make(PyTypeObject *type, long x, long y)
{
    PointObject *self = (PointObject *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->x = x;
        self->y = y;
    }
    return (PyObject *)self;
}

static PyObject *
point_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *names[] = {"x", "y", NULL};
    long x = 0, y = 0;
    if (!PyArg_ParseTupleAndKeywords(args, kwds, "|ll:Point", names, &x, &y)) {
        return NULL;
    }
    return point_make(type, x, y);
}

static void
point_dealloc(PyObject *self)
{
    Py_TYPE(self)->tp_free(self);
}

static PyObject *
point_add(PyObject *left, PyObject *right)
{
    if (!PyObject_TypeCheck(left, &Point_Type) || !PyObject_TypeCheck(right, &Point_Type)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PointObject *a = (PointObject *)left, *b = (PointObject *)right;
    return point_make(&Point_Type, a->x + b->x, a->y + b->y);
}

static PyObject *
point_compare(PyObject *left, PyObject *right, int op)
{
    if (!PyObject_TypeCheck(right, &Point_Type) || (op != Py_EQ && op != Py_NE)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PointObject *a = (PointObject *)left, *b = (PointObject *)right;
    int same = a->x == b->x && a->y == b->y;
    return PyBool_FromLong(same == (op == Py_EQ));
}

static PyObject *
point_reduce(PointObject *self, PyObject *Py_UNUSED(ignored))
{
    return Py_BuildValue("O(ll)", Py_TYPE(self), self->x, self->y);
}

static PyMethodDef point_methods[] = {
    {"__reduce__", (PyCFunction)point_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyMemberDef point_members[] = {
    {"x", T_LONG, offsetof(PointObject, x), READONLY, NULL},
    {"y", T_LONG, offsetof(PointObject, y), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyNumberMethods point_as_number = {
    .nb_add = point_add,
};

static PyTypeObject Point_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "shelf.Point",
    .tp_basicsize = sizeof(PointObject),
    .tp_dealloc = point_dealloc,
    .tp_as_number = &point_as_number,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Point(x=0, y=0)\n--\n\nTwo numbers.",
    .tp_richcompare = point_compare,
    .tp_methods = point_methods,
    .tp_members = point_members,
    .tp_new = point_new,
};

/* Token: can be weakly referenced and subclassed */

typedef struct {
    PyObject_HEAD
    PyObject *payload;
    PyObject *weakrefs;
} TokenObject;

static int
token_init(TokenObject *self, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *payload = Py_None;
    if (!PyArg_ParseTuple(args, "|O:Token", &payload)) {
        return -1;
    }
    Py_INCREF(payload);
    Py_XSETREF(self->payload, payload);
    return 0;
}

static int
token_traverse(TokenObject *self, visitproc visit, void *arg)
{
    Py_VISIT(self->payload);
    return 0;
}

static int
token_clear(TokenObject *self)
{
    Py_CLEAR(self->payload);
    return 0;
}

static void
token_dealloc(TokenObject *self)
{
    PyObject_GC_UnTrack(self);
    if (self->weakrefs != NULL) {
        PyObject_ClearWeakRefs((PyObject *)self);
    }
    token_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
token_get_payload(TokenObject *self, void *Py_UNUSED(closure))
{
    PyObject *payload = self->payload ? self->payload : Py_None;
    Py_INCREF(payload);
    return payload;
}

static PyGetSetDef token_getset[] = {
    {"payload", (getter)token_get_payload, NULL, "what it stands for", NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static PyTypeObject Token_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "shelf.Token",
    .tp_basicsize = sizeof(TokenObject),
    .tp_dealloc = (destructor)token_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)token_traverse,
    .tp_clear = (inquiry)token_clear,
    .tp_weaklistoffset = offsetof(TokenObject, weakrefs),
    .tp_getset = token_getset,
    .tp_init = (initproc)token_init,
    .tp_new = PyType_GenericNew,
};

/* Module */

static PyObject *
shelf_origin(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return point_make(&Point_Type, 0, 0);
}

static PyMethodDef shelf_functions[] = {
    {"origin", shelf_origin, METH_NOARGS, "origin()\n--\n\nThe point at zero."},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef shelf_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "shelf",
    .m_doc = "Things to keep things in.",
    .m_size = -1,
    .m_methods = shelf_functions,
};

PyMODINIT_FUNC
PyInit_shelf(void)
{
    if (PyType_Ready(&Box_Type) < 0 || PyType_Ready(&BoxIter_Type) < 0 || PyType_Ready(&Point_Type) < 0
        || PyType_Ready(&Token_Type) < 0) {
        return NULL;
    }
    PyObject *module = PyModule_Create(&shelf_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Box_Type);
    PyModule_AddObject(module, "Box", (PyObject *)&Box_Type);
    Py_INCREF(&Point_Type);
    PyModule_AddObject(module, "Point", (PyObject *)&Point_Type);
    Py_INCREF(&Token_Type);
    PyModule_AddObject(module, "Token", (PyObject *)&Token_Type);
    return module;
}
