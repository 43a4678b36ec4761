// A free list with a function that drains it, of a struct that is defined behind other functions: m_clear calls the function,
// and the state points to the struct by a tag. Who makes parked memory an object by PyObject_Init takes a reference already.
// ids: T-DEALLOC-13 MOD-5
#include <Python.h>

static PyObject *
sum(PyObject *Py_UNUSED(module), PyObject *args)
{
    long a, b;

    if (!PyArg_ParseTuple(args, "ll:sum", &a, &b)) {
        return NULL;
    }
    return PyLong_FromLong(a + b);
}

typedef struct {
    PyObject_HEAD
    PyObject *ends[2];
    void *next;
} Span;

#define SPANS_MAX 16
static Span *spans = NULL;
static Py_ssize_t spans_len = 0;

static PyTypeObject Span_Type;

static PyObject *
span(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *first, *last;
    Span *self;

    if (!PyArg_ParseTuple(args, "OO:span", &first, &last)) {
        return NULL;
    }
    if (spans != NULL) {
        self = spans;
        spans = self->next;
        spans_len--;
        (void)PyObject_INIT(self, &Span_Type);
    }
    else {
        self = PyObject_GC_New(Span, &Span_Type);
        if (self == NULL) {
            return NULL;
        }
    }
    Py_INCREF(first);
    self->ends[0] = first;
    Py_INCREF(last);
    self->ends[1] = last;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static int
span_traverse(Span *self, visitproc visit, void *arg)
{
    Py_VISIT(self->ends[0]);
    Py_VISIT(self->ends[1]);
    return 0;
}

static int
span_clear(Span *self)
{
    Py_CLEAR(self->ends[0]);
    Py_CLEAR(self->ends[1]);
    return 0;
}

static void
span_dealloc(Span *self)
{
    PyObject_GC_UnTrack(self);
    (void)span_clear(self);
    if (spans_len < SPANS_MAX) {
        spans_len++;
        self->next = spans;
        spans = self;
        return;
    }
    PyObject_GC_Del(self);
}

static PyTypeObject Span_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "free_list_drained.Span",
    .tp_basicsize = sizeof(Span),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_dealloc = (destructor)span_dealloc,
    .tp_traverse = (traverseproc)span_traverse,
    .tp_clear = (inquiry)span_clear,
};

static void
drain_spans(void)
{
    Span *next = spans;
    Span *current;

    while (next != NULL) {
        assert(spans_len > 0);
        spans_len--;
        current = next;
        next = current->next;
        PyObject_GC_Del(current);
    }
    spans = NULL;
}

static void
drained_free(void *Py_UNUSED(module))
{
    drain_spans();
}

static PyMethodDef module_methods[] = {
    {"sum", sum, METH_VARARGS, NULL},
    {"span", span, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef free_list_drained_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "free_list_drained",
    .m_size = -1,
    .m_methods = module_methods,
    .m_free = drained_free,
};

PyMODINIT_FUNC
PyInit_free_list_drained(void)
{
    if (PyType_Ready(&Span_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&free_list_drained_module);
}
