// Two variables that are right together only: what is cached, and for which thread. What a dealloc compares stays, and so does
// a volatile number: the other of the pair stays with it. Of a pair that nothing keeps both move.
// ids: MOD-5
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *loop;
} Holder;

static PyTypeObject Holder_Type;

static PyObject *cached;
static volatile unsigned long cached_thread;
static PyObject *current;
static unsigned long current_thread;
static PyObject *known;
static volatile unsigned long known_thread;  // want mention-variable MOD-5

static PyObject *
hold(PyObject *Py_UNUSED(module), PyObject *loop)
{
    Holder *self = PyObject_GC_New(Holder, &Holder_Type);

    if (self == NULL) {
        return NULL;
    }
    Py_INCREF(loop);
    self->loop = loop;
    PyObject_GC_Track(self);
    cached = (PyObject *)self;  /* borrowed */
    cached_thread = PyThread_get_thread_ident();
    return (PyObject *)self;
}

static PyObject *
held(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    PyObject *loop = Py_None;

    if (cached != NULL && cached_thread == PyThread_get_thread_ident()) {
        loop = ((Holder *)cached)->loop;
    }
    Py_INCREF(loop);
    return loop;
}

static PyObject *
name(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    if (current_thread != PyThread_get_thread_ident()) {
        Py_XSETREF(current, PyUnicode_FromFormat("thread %s", "one"));
        if (current == NULL) {
            return NULL;
        }
        current_thread = PyThread_get_thread_ident();
    }
    Py_INCREF(current);
    return current;
}

static PyObject *
other_name(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    if (known_thread != PyThread_get_thread_ident()) {
        Py_XSETREF(known, PyUnicode_FromFormat("thread %s", "one"));
        if (known == NULL) {
            return NULL;
        }
        known_thread = PyThread_get_thread_ident();
    }
    Py_INCREF(known);
    return known;
}

static int
holder_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Holder *)op)->loop);
    return 0;
}

static int
holder_clear(PyObject *op)
{
    Py_CLEAR(((Holder *)op)->loop);
    return 0;
}

static void
holder_dealloc(PyObject *op) // want guard-route T-DEALLOC-11
{
    if (cached == op) {
        cached = NULL;
    }
    PyObject_GC_UnTrack(op);
    (void)holder_clear(op);
    PyObject_GC_Del(op);
}

static PyTypeObject Holder_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cached_pair.Holder",
    .tp_basicsize = sizeof(Holder),
    .tp_dealloc = holder_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = holder_traverse,
    .tp_clear = holder_clear,
};

static PyMethodDef module_methods[] = {
    {"hold", hold, METH_O, NULL},
    {"held", held, METH_NOARGS, NULL},
    {"name", name, METH_NOARGS, NULL},
    {"other_name", other_name, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef cached_pair_module = {
    PyModuleDef_HEAD_INIT, "cached_pair", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_cached_pair(void)
{
    if (PyType_Ready(&Holder_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&cached_pair_module);
}
