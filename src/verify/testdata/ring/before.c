/* A ring of numbers: variable size, sequence and mapping and number suites, a buffer, and an iterator of its own. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>

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

static PyTypeObject Ring_Type;
static PyTypeObject RingIter_Type;

#define Ring_Check(o) PyObject_TypeCheck(o, &Ring_Type)

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
    Py_TYPE(self)->tp_free(self);
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
    if (!Ring_Check(self) || !PyLong_Check(other)) {
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
    if (!Ring_Check(left) || !Ring_Check(right)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *sum = Ring_Type.tp_alloc(&Ring_Type, Py_SIZE(left) + Py_SIZE(right));
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
    if (!Ring_Check(right) || (op != Py_EQ && op != Py_NE)) {
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
    RingIterObject *it = PyObject_GC_New(RingIterObject, &RingIter_Type);
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

static PySequenceMethods ring_as_sequence = {
    .sq_length = ring_length,
    .sq_item = ring_item,
    .sq_ass_item = ring_ass_item,
    .sq_contains = ring_contains,
};

static PyMappingMethods ring_as_mapping = {
    .mp_length = ring_length,
    .mp_subscript = ring_subscript,
};

static PyNumberMethods ring_as_number = {
    .nb_inplace_add = ring_inplace_add,
    .nb_or = ring_or,
};

static PyBufferProcs ring_as_buffer = {ring_getbuffer, ring_releasebuffer};

static PyTypeObject Ring_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "ring.Ring",
    .tp_basicsize = offsetof(RingObject, cells),
    .tp_itemsize = sizeof(long),
    .tp_dealloc = ring_dealloc,
    .tp_as_number = &ring_as_number,
    .tp_as_sequence = &ring_as_sequence,
    .tp_as_mapping = &ring_as_mapping,
    .tp_as_buffer = &ring_as_buffer,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "Numbers without an end.",
    .tp_richcompare = ring_compare,
    .tp_iter = ring_iter,
    .tp_methods = ring_methods,
    .tp_getset = ring_getset,
    .tp_new = ring_new,
};

static int
ringiter_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((RingIterObject *)self)->ring);
    return 0;
}

static void
ringiter_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(((RingIterObject *)self)->ring);
    PyObject_GC_Del(self);
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

static PyTypeObject RingIter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "ring.RingIter",
    .tp_basicsize = sizeof(RingIterObject),
    .tp_dealloc = ringiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = ringiter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = ringiter_next,
    .tp_methods = ringiter_methods,
};

static struct PyModuleDef ring_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "ring",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_ring(void)
{
    if (PyType_Ready(&Ring_Type) < 0 || PyType_Ready(&RingIter_Type) < 0) {
        return NULL;
    }
    PyObject *module = PyModule_Create(&ring_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Ring_Type);
    if (PyModule_AddObject(module, "Ring", (PyObject *)&Ring_Type) < 0) {
        Py_DECREF(&Ring_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
