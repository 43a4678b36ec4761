#include "base_elsewhere.h"

static PyObject *
shape_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    PyObject *label = NULL;
    ShapeObject *self;

    if (!PyArg_ParseTuple(args, "|U:Shape", &label))
        return NULL;
    self = (ShapeObject *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_XINCREF(label);
    self->label = label;
    return (PyObject *)self;
}

static void
shape_dealloc(ShapeObject *self)
{
    Py_XDECREF(self->label);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
shape_repr(ShapeObject *self)
{
    return PyUnicode_FromFormat("<%s %V>", Py_TYPE(self)->tp_name, self->label, "?");
}

PyTypeObject Shape_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "base_elsewhere.Shape",
    .tp_basicsize = sizeof(ShapeObject),
    .tp_dealloc = (destructor)shape_dealloc,
    .tp_repr = (reprfunc)shape_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = shape_new,
};
