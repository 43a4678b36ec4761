/* A ring of numbers: variable size, sequence and mapping and number suites, a buffer, and an iterator of its own. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include "compat.h"

typedef struct {
    PyTypeObject *Ring;
    PyTypeObject *RingIter;
} ring_state;

static struct PyModuleDef ring_module;

static ring_state *
ring_state_of(PyTypeObject *type)
{
    PyObject *module = mt_module_by_def(type, &ring_module);
    return module == NULL ? NULL : PyModule_GetState(module);
}

typedef struct {
    PyObject_VAR_HEAD
    Py_ssize_t exports;
    long cells[1];
} RingObject;

typedef struct {
    PyObject_HEAD
    RingObject *ring;
    Py_ssize_t next;
} RingIterObject;

#define Ring_Check(st, o) PyObject_TypeCheck(o, (st)->Ring)

static PyObject *
ring_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    Py_ssize_t size = 3;
    if (!PyArg_ParseTuple(args, "|n:Ring", &size)) {
        return NULL;
    }
    if (size < 0 || size > 1000) {
        PyErr_SetString(PyExc_ValueError, "a ring has 0 to 1000 cells");
        return NULL;
    }
    return type->tp_alloc(type, size);
}

static void
ring_dealloc(PyObject *self)
{
    PyTypeObject *tp = Py_TYPE(self);
    tp->tp_free(self);
    Py_DECREF(tp);
}

static Py_ssize_t
ring_length(PyObject *self)
{
    return Py_SIZE(self);
}

static PyObject *
ring_item(PyObject *self, Py_ssize_t index)
{
    if (index < 0 || index >= Py_SIZE(self)) {
        PyErr_SetString(PyExc_IndexError, "no such cell");
        return NULL;
    }
    return PyLong_FromLong(((RingObject *)self)->cells[index]);
}

static int
ring_ass_item(PyObject *self, Py_ssize_t index, PyObject *value)
{
    if (value == NULL || index < 0 || index >= Py_SIZE(self)) {
        PyErr_SetString(PyExc_IndexError, "cells cannot be removed");
        return -1;
    }
    long number = PyLong_AsLong(value);
    if (number == -1 && PyErr_Occurred()) {
        return -1;
    }
    ((RingObject *)self)->cells[index] = number;
    return 0;
}

static int
ring_contains(PyObject *self, PyObject *value)
{
    long number = PyLong_AsLong(value);
    if (number == -1 && PyErr_Occurred()) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++) {
        if (((RingObject *)self)->cells[i] == number) {
            return 1;
        }
    }
    return 0;
}

static PyObject *
ring_subscript(PyObject *self, PyObject *key)
{
    Py_ssize_t index = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (index == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Py_ssize_t size = Py_SIZE(self);
    return ring_item(self, size == 0 ? 0 : ((index % size) + size) % size);
}

static PyObject *
ring_inplace_add(PyObject *self, PyObject *other)
{
    ring_state *st = ring_state_of(Py_TYPE(self));
    if (st == NULL) {
        return NULL;
    }
    if (!Ring_Check(st, self) || !PyLong_Check(other)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    long number = PyLong_AsLong(other);
    if (number == -1 && PyErr_Occurred()) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++) {
        ((RingObject *)self)->cells[i] += number;
    }
    Py_INCREF(self);
    return self;
}

static PyObject *
ring_or(PyObject *left, PyObject *right)
{
    ring_state *st = ring_state_of(Py_TYPE(left));
    if (st == NULL) {
        PyErr_Clear();
        st = ring_state_of(Py_TYPE(right));
    }
    if (st == NULL) {
        PyErr_Clear();
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (!Ring_Check(st, left) || !Ring_Check(st, right)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *sum = st->Ring->tp_alloc(st->Ring, Py_SIZE(left) + Py_SIZE(right));
    if (sum != NULL) {
        long *cells = ((RingObject *)sum)->cells;
        memcpy(cells, ((RingObject *)left)->cells, Py_SIZE(left) * sizeof(long));
        memcpy(cells + Py_SIZE(left), ((RingObject *)right)->cells, Py_SIZE(right) * sizeof(long));
    }
    return sum;
}

static PyObject *
ring_compare(PyObject *left, PyObject *right, int op)
{
    ring_state *st = ring_state_of(Py_TYPE(left));
    if (st == NULL) {
        return NULL;
    }
    if (!Ring_Check(st, right) || (op != Py_EQ && op != Py_NE)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    size_t bytes = Py_SIZE(left) * sizeof(long);
    int same = Py_SIZE(left) == Py_SIZE(right)
        && memcmp(((RingObject *)left)->cells, ((RingObject *)right)->cells, bytes) == 0;
    return PyBool_FromLong(same == (op == Py_EQ));
}

static int
ring_getbuffer(PyObject *self, Py_buffer *view, int flags)
{
    RingObject *ring = (RingObject *)self;
    if (PyBuffer_FillInfo(view, self, ring->cells, Py_SIZE(self) * sizeof(long), 0, flags) < 0) {
        return -1;
    }
    ring->exports++;
    return 0;
}

static void
ring_releasebuffer(PyObject *self, Py_buffer *Py_UNUSED(view))
{
    ((RingObject *)self)->exports--;
}

static PyObject *
ring_iter(PyObject *self)
{
    ring_state *st = ring_state_of(Py_TYPE(self));
    if (st == NULL) {
        return NULL;
    }
    RingIterObject *it = PyObject_GC_New(RingIterObject, st->RingIter);
    if (it == NULL) {
        return NULL;
    }
    Py_INCREF(self);
    it->ring = (RingObject *)self;
    it->next = 0;
    PyObject_GC_Track(it);
    return (PyObject *)it;
}

static PyObject *
ring_reduce(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    return Py_BuildValue("O(n)", Py_TYPE(self), Py_SIZE(self));
}

static PyObject *
ring_exports(PyObject *self, void *Py_UNUSED(closure))
{
    return PyLong_FromSsize_t(((RingObject *)self)->exports);
}

static PyMethodDef ring_methods[] = {
    {"__reduce__", ring_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyGetSetDef ring_getset[] = {
    {"exports", ring_exports, NULL, "how many buffers are out", NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static PyType_Slot Ring_slots[] = {
    {Py_tp_dealloc, ring_dealloc},
    {Py_nb_inplace_add, ring_inplace_add},
    {Py_nb_or, ring_or},
    {Py_sq_length, ring_length},
    {Py_sq_item, ring_item},
    {Py_sq_ass_item, ring_ass_item},
    {Py_sq_contains, ring_contains},
    {Py_mp_length, ring_length},
    {Py_mp_subscript, ring_subscript},
    {Py_bf_getbuffer, ring_getbuffer},
    {Py_bf_releasebuffer, ring_releasebuffer},
    {Py_tp_doc, "Numbers without an end."},
    {Py_tp_richcompare, ring_compare},
    {Py_tp_iter, ring_iter},
    {Py_tp_methods, ring_methods},
    {Py_tp_getset, ring_getset},
    {Py_tp_new, ring_new},
    {0, NULL},
};

static PyType_Spec Ring_spec = {
    .name = "ring.Ring",
    .basicsize = offsetof(RingObject, cells),
    .itemsize = sizeof(long),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | MT_IMMUTABLE,
    .slots = Ring_slots,
};

static int
ringiter_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((RingIterObject *)self)->ring);
    return 0;
}

static void
ringiter_dealloc(PyObject *self)
{
    PyTypeObject *tp = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Py_XDECREF(((RingIterObject *)self)->ring);
    PyObject_GC_Del(self);
    Py_DECREF(tp);
}

static PyObject *
ringiter_next(PyObject *self)
{
    RingIterObject *it = (RingIterObject *)self;
    if (it->next >= Py_SIZE(it->ring)) {
        return NULL;
    }
    return ring_item((PyObject *)it->ring, it->next++);
}

static PyObject *
ringiter_hint(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromSsize_t(Py_SIZE(((RingIterObject *)self)->ring) - ((RingIterObject *)self)->next);
}

static PyMethodDef ringiter_methods[] = {
    {"__length_hint__", ringiter_hint, METH_NOARGS, "How many are left."},
    {NULL, NULL, 0, NULL}
};

static PyType_Slot RingIter_slots[] = {
    {Py_tp_dealloc, ringiter_dealloc},
    {Py_tp_traverse, ringiter_traverse},
    {Py_tp_iter, PyObject_SelfIter},
    {Py_tp_iternext, ringiter_next},
    {Py_tp_methods, ringiter_methods},
    {0, NULL},
};

static PyType_Spec RingIter_spec = {
    .name = "ring.RingIter",
    .basicsize = sizeof(RingIterObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | MT_IMMUTABLE | MT_DISALLOW,
    .slots = RingIter_slots,
};

static int
ring_exec(PyObject *module)
{
    ring_state *st = PyModule_GetState(module);
    st->Ring = mt_make_type(module, &Ring_spec, NULL);
    if (st->Ring == NULL) {
        return -1;
    }
    st->RingIter = mt_make_type(module, &RingIter_spec, NULL);
    if (st->RingIter == NULL) {
        return -1;
    }
    mt_disallow(st->RingIter);
    Py_INCREF(st->Ring);
    if (PyModule_AddObject(module, "Ring", (PyObject *)st->Ring) < 0) {
        Py_DECREF(st->Ring);
        return -1;
    }
    return 0;
}

static int
ring_traverse(PyObject *module, visitproc visit, void *arg)
{
    ring_state *st = PyModule_GetState(module);
    Py_VISIT(st->Ring);
    Py_VISIT(st->RingIter);
    return 0;
}

static int
ring_clear(PyObject *module)
{
    ring_state *st = PyModule_GetState(module);
    Py_CLEAR(st->Ring);
    Py_CLEAR(st->RingIter);
    return 0;
}

static void
ring_free(void *module)
{
    ring_clear((PyObject *)module);
}

static PyModuleDef_Slot ring_slots[] = {
    {Py_mod_exec, ring_exec},
    {0, NULL},
};

static struct PyModuleDef ring_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "ring",
    .m_size = sizeof(ring_state),
    .m_slots = ring_slots,
    .m_traverse = ring_traverse,
    .m_clear = ring_clear,
    .m_free = ring_free,
};

PyMODINIT_FUNC
PyInit_ring(void)
{
    return PyModuleDef_Init(&ring_module);
}
