#include "out_of_sight.h"

static PyObject *
label_repr(PyObject *Py_UNUSED(self)) // want guard-route
{
    PyObject *text = prefix();

    Py_XINCREF(text);
    return text;
}

PyTypeObject Label_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "out_of_sight.Label",
    .tp_basicsize = sizeof(PyObject),
    .tp_repr = label_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};
