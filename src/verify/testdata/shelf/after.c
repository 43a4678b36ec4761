/* Containers: a box with one object, its iterator, a point without references, a token that can be weakly referenced. */
#include <Python.h>
#include "structmember.h"
#include "compat.h"

typedef struct {
    PyTypeObject *Box;
    PyTypeObject *BoxIter;
    PyTypeObject *Point;
    PyTypeObject *Token;
} shelf_state;

static struct PyModuleDef shelf_module;

static shelf_state *
shelf_state_of(PyTypeObject *type)
{
    PyObject *module = mt_module_by_def(type, &shelf_module);
    return module == NULL ? NULL : PyModule_GetState(module);
}

/* Box */

typedef struct {
    PyObject_HEAD
    PyObject *item;
} BoxObject;

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
    Py_VISIT(Py_TYPE(self));
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
    PyTypeObject *tp = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->item);
    tp->tp_free((PyObject *)self);
    Py_DECREF(tp);
}

static PyObject *
box_repr(BoxObject *self)
{
    return PyUnicode_FromFormat("Box(%R)", self->item);
}

static PyObject *
box_swap(BoxObject *self, PyObject *other)
{
    shelf_state *st = shelf_state_of(Py_TYPE(self));
    if (st == NULL) {
        return NULL;
    }
    if (!PyObject_TypeCheck(other, st->Box)) {
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
    shelf_state *st = shelf_state_of(Py_TYPE(self));
    if (st == NULL) {
        return NULL;
    }
    BoxObject *copy = (BoxObject *)st->Box->tp_alloc(st->Box, 0);
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

static PyType_Slot Box_slots[] = {
    {Py_tp_dealloc, box_dealloc},
    {Py_tp_repr, box_repr},
    {Py_tp_doc, "Holds one object."},
    {Py_tp_traverse, box_traverse},
    {Py_tp_clear, box_clear},
    {Py_tp_iter, box_iter},
    {Py_tp_methods, box_methods},
    {Py_tp_members, box_members},
    {Py_tp_new, box_new},
    {0, NULL},
};

static PyType_Spec Box_spec = {
    .name = "shelf.Box",
    .basicsize = sizeof(BoxObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | MT_IMMUTABLE,
    .slots = Box_slots,
};

/* BoxIter: made by iter() only */

typedef struct {
    PyObject_HEAD
    PyObject *box;
} BoxIterObject;

static PyObject *
box_iter(BoxObject *self)
{
    shelf_state *st = shelf_state_of(Py_TYPE(self));
    if (st == NULL) {
        return NULL;
    }
    BoxIterObject *it = PyObject_GC_New(BoxIterObject, st->BoxIter);
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
    Py_VISIT(Py_TYPE(self));
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
    PyTypeObject *tp = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->box);
    PyObject_GC_Del(self);
    Py_DECREF(tp);
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

static PyType_Slot BoxIter_slots[] = {
    {Py_tp_dealloc, boxiter_dealloc},
    {Py_tp_traverse, boxiter_traverse},
    {Py_tp_clear, boxiter_clear},
    {Py_tp_iter, PyObject_SelfIter},
    {Py_tp_iternext, boxiter_next},
    {0, NULL},
};

static PyType_Spec BoxIter_spec = {
    .name = "shelf.BoxIter",
    .basicsize = sizeof(BoxIterObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | MT_IMMUTABLE | MT_DISALLOW,
    .slots = BoxIter_slots,
};

/* Point: no references, no collector */

typedef struct {
    PyObject_HEAD
    long x;
    long y;
} PointObject;

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
    PyTypeObject *tp = Py_TYPE(self);
    tp->tp_free(self);
    Py_DECREF(tp);
}

static PyObject *
point_add(PyObject *left, PyObject *right)
{
    shelf_state *st = shelf_state_of(Py_TYPE(left));
    if (st == NULL) {
        PyErr_Clear();
        st = shelf_state_of(Py_TYPE(right));
    }
    if (st == NULL) {
        PyErr_Clear();
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (!PyObject_TypeCheck(left, st->Point) || !PyObject_TypeCheck(right, st->Point)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PointObject *a = (PointObject *)left, *b = (PointObject *)right;
    return point_make(st->Point, a->x + b->x, a->y + b->y);
}

static PyObject *
point_compare(PyObject *left, PyObject *right, int op)
{
    shelf_state *st = shelf_state_of(Py_TYPE(left));
    if (st == NULL) {
        return NULL;
    }
    if (!PyObject_TypeCheck(right, st->Point) || (op != Py_EQ && op != Py_NE)) {
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

static const char point_doc[] = "Point(x=0, y=0)\n--\n\nTwo numbers.";

static PyType_Slot Point_slots[] = {
    {Py_tp_dealloc, point_dealloc},
    {Py_nb_add, point_add},
    {Py_tp_doc, (void *)point_doc},
    {Py_tp_richcompare, point_compare},
    {Py_tp_methods, point_methods},
    {Py_tp_members, point_members},
    {Py_tp_new, point_new},
    {0, NULL},
};

static PyType_Spec Point_spec = {
    .name = "shelf.Point",
    .basicsize = sizeof(PointObject),
    .flags = Py_TPFLAGS_DEFAULT | MT_IMMUTABLE,
    .slots = Point_slots,
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
    Py_VISIT(Py_TYPE(self));
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
    PyTypeObject *tp = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    if (self->weakrefs != NULL) {
        PyObject_ClearWeakRefs((PyObject *)self);
    }
    token_clear(self);
    tp->tp_free((PyObject *)self);
    Py_DECREF(tp);
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

static PyMemberDef token_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(TokenObject, weakrefs), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyType_Slot Token_slots[] = {
    {Py_tp_dealloc, token_dealloc},
    {Py_tp_traverse, token_traverse},
    {Py_tp_clear, token_clear},
    {Py_tp_members, token_members},
    {Py_tp_getset, token_getset},
    {Py_tp_init, token_init},
    {Py_tp_new, PyType_GenericNew},
    {0, NULL},
};

static PyType_Spec Token_spec = {
    .name = "shelf.Token",
    .basicsize = sizeof(TokenObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | MT_IMMUTABLE,
    .slots = Token_slots,
};

/* Module */

static PyObject *
shelf_origin(PyObject *module, PyObject *Py_UNUSED(ignored))
{
    shelf_state *st = PyModule_GetState(module);
    return point_make(st->Point, 0, 0);
}

static PyMethodDef shelf_functions[] = {
    {"origin", shelf_origin, METH_NOARGS, "origin()\n--\n\nThe point at zero."},
    {NULL, NULL, 0, NULL}
};

static int
shelf_add(PyObject *module, const char *name, PyTypeObject *type)
{
    Py_INCREF(type);
    if (PyModule_AddObject(module, name, (PyObject *)type) < 0) {
        Py_DECREF(type);
        return -1;
    }
    return 0;
}

static int
shelf_exec(PyObject *module)
{
    shelf_state *st = PyModule_GetState(module);
    st->Box = mt_make_type(module, &Box_spec, NULL);
    if (st->Box == NULL) {
        return -1;
    }
    st->BoxIter = mt_make_type(module, &BoxIter_spec, NULL);
    if (st->BoxIter == NULL) {
        return -1;
    }
    mt_disallow(st->BoxIter);
    st->Point = mt_make_type(module, &Point_spec, NULL);
    if (st->Point == NULL) {
        return -1;
    }
    if (mt_keep_doc(st->Point, point_doc) < 0) {
        return -1;
    }
    st->Token = mt_make_type(module, &Token_spec, NULL);
    if (st->Token == NULL) {
        return -1;
    }
    if (shelf_add(module, "Box", st->Box) < 0 || shelf_add(module, "Point", st->Point) < 0) {
        return -1;
    }
    return shelf_add(module, "Token", st->Token);
}

static int
shelf_traverse(PyObject *module, visitproc visit, void *arg)
{
    shelf_state *st = PyModule_GetState(module);
    Py_VISIT(st->Box);
    Py_VISIT(st->BoxIter);
    Py_VISIT(st->Point);
    Py_VISIT(st->Token);
    return 0;
}

static int
shelf_clear(PyObject *module)
{
    shelf_state *st = PyModule_GetState(module);
    Py_CLEAR(st->Box);
    Py_CLEAR(st->BoxIter);
    Py_CLEAR(st->Point);
    Py_CLEAR(st->Token);
    return 0;
}

static void
shelf_free(void *module)
{
    shelf_clear((PyObject *)module);
}

static PyModuleDef_Slot shelf_slots[] = {
    {Py_mod_exec, shelf_exec},
    {0, NULL},
};

static struct PyModuleDef shelf_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "shelf",
    .m_doc = "Things to keep things in.",
    .m_size = sizeof(shelf_state),
    .m_methods = shelf_functions,
    .m_slots = shelf_slots,
    .m_traverse = shelf_traverse,
    .m_clear = shelf_clear,
    .m_free = shelf_free,
};

PyMODINIT_FUNC
PyInit_shelf(void)
{
    return PyModuleDef_Init(&shelf_module);
}
