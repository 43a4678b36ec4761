#include "from_afar.h"

typedef struct {
    PyObject_HEAD
    PyObject *step;
    PyObject *value;
} Counter;

static void
counter_dealloc(Counter *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->step);
    Py_XDECREF(self->value);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static int
counter_traverse(Counter *self, visitproc visit, void *arg)
{
    Py_VISIT(self->step);
    Py_VISIT(self->value);
    return 0;
}

static int
counter_init(Counter *self, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"step", NULL};
    PyObject *step = NULL, *value;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O", keywords, &step)) {
        return -1;
    }
    Py_XINCREF(step);
    if (step == NULL) {
        step = default_step();
        if (step == NULL) {
            return -1;
        }
    }
    value = PyLong_FromLong(0);
    if (value == NULL) {
        Py_DECREF(step);
        return -1;
    }
    Py_XSETREF(self->step, step);
    Py_XSETREF(self->value, value);
    return 0;
}

static PyObject *
counter_next(Counter *self)
{
    PyObject *value;

    if (self->step == NULL) {
        return NULL;
    }
    value = PyNumber_Add(self->value, self->step);
    if (value == NULL || PyLong_AsLong(value) > 100) {
        Py_XDECREF(value);
        return NULL;
    }
    Py_INCREF(value);
    Py_XSETREF(self->value, value);
    return value;
}

PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "from_afar.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_dealloc = (destructor)counter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)counter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)counter_next,
    .tp_init = (initproc)counter_init,
    .tp_new = PyType_GenericNew,
};
