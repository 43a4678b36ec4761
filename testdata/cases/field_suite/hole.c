// A slice function in the place where Python 2 looked for it: nothing calls it there, and it goes from the table.
// ids: S-1 R-SUITE-HOLE
#include <Python.h>

typedef struct {
    PyObject_HEAD
    Py_ssize_t start;
    Py_ssize_t stop;
} Span;

static PyTypeObject Span_Type;

static PyObject *
span_make(Py_ssize_t start, Py_ssize_t stop)
{
    Span *self = PyObject_New(Span, &Span_Type);
    if (self != NULL) {
        self->start = start;
        self->stop = stop < start ? start : stop;
    }
    return (PyObject *)self;
}

static Py_ssize_t
span_length(Span *self)
{
    return self->stop - self->start;
}

static PyObject *
span_item(Span *self, Py_ssize_t at)
{
    if (at < 0 || at >= span_length(self)) {
        PyErr_SetString(PyExc_IndexError, "out of range");
        return NULL;
    }
    return PyLong_FromSsize_t(self->start + at);
}

static PyObject *
span_slice(Span *self, Py_ssize_t low, Py_ssize_t high)
{
    return span_make(self->start + low, self->start + high);
}

static PySequenceMethods span_as_sequence = {
    (lenfunc)span_length,           /* sq_length */
    0,                              /* sq_concat */
    0,                              /* sq_repeat */
    (ssizeargfunc)span_item,        /* sq_item */
    (ssizessizeargfunc)span_slice,  /* sq_slice */ // want field-suite R-SUITE-HOLE
};

static PyTypeObject Span_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "hole.Span",
    .tp_basicsize = sizeof(Span),
    .tp_as_sequence = &span_as_sequence,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

/* part(low, high): a part of the first hundred numbers */
static PyObject *
part(PyObject *module, PyObject *args)
{
    Py_ssize_t low, high;
    PyObject *whole, *result;

    if (!PyArg_ParseTuple(args, "nn:part", &low, &high)) {
        return NULL;
    }
    whole = span_make(0, 100);
    if (whole == NULL) {
        return NULL;
    }
    result = span_slice((Span *)whole, low, high);
    Py_DECREF(whole);
    return result;
}

static PyMethodDef methods[] = {
    {"part", part, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "hole", NULL, -1, methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_hole(void)
{
    if (PyType_Ready(&Span_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&module_def);
}
