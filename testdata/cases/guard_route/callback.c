// Functions that are called by their address: the object they are handed leads to the module.
// ids: GC-1
#include <Python.h>

#define PAIR(a, b) make_pair(&Pair_Type, a, b)

/* A little C library, which knows nothing of Python. */

typedef struct {
    void *owner;
    long step;
} Task;

typedef struct {
    void *(*begin)(const Task *task);
    void *(*pass)(const Task *task, long value);
} Handlers;

typedef int (*visitor)(void *data, long value);

static int
each(long count, visitor visit, void *data)
{
    for (long i = 0; i < count; i++) {
        int stop = visit(data, i);
        if (stop != 0) {
            return stop;
        }
    }
    return 0;
}

static void *
run(const Handlers *handlers, void *owner)
{
    Task task = {owner, 3};
    return task.step > 3 ? handlers->begin(&task) : handlers->pass(&task, task.step);
}

/* The module. */

typedef struct {
    PyObject_HEAD
    PyObject *left;
    PyObject *right;
} Pair;

typedef struct {
    PyObject_HEAD
    PyObject *found;
} Walker;

static PyTypeObject Pair_Type, Walker_Type;

static PyObject *
make_pair(PyTypeObject *type, long left, long right)
{
    Pair *pair = (Pair *)type->tp_alloc(type, 0);
    if (pair == NULL) {
        return NULL;
    }
    if (!Py_IS_TYPE(pair, &Pair_Type)) {
        PyErr_BadInternalCall();
        Py_DECREF(pair);
        return NULL;
    }
    pair->left = PyLong_FromLong(left);
    pair->right = PyLong_FromLong(right);
    if (pair->left == NULL || pair->right == NULL) {
        Py_DECREF(pair);
        return NULL;
    }
    return (PyObject *)pair;
}

static int
pair_traverse(Pair *self, visitproc visit, void *arg)
{
    Py_VISIT(self->left);
    Py_VISIT(self->right);
    return 0;
}

static void
pair_dealloc(Pair *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->left);
    Py_XDECREF(self->right);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
pair_repr(Pair *self)
{
    return PyUnicode_FromFormat("<%S, %S>", self->left, self->right);
}

static PyTypeObject Pair_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "callback.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_dealloc = (destructor)pair_dealloc,
    .tp_repr = (reprfunc)pair_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)pair_traverse,
};

static int
walker_traverse(Walker *self, visitproc visit, void *arg)
{
    Py_VISIT(self->found);
    return 0;
}

static int
walker_clear(Walker *self)
{
    Py_CLEAR(self->found);
    return 0;
}

static void
walker_dealloc(Walker *self)
{
    PyObject_GC_UnTrack(self);
    walker_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

/* Handed over as it is. */
static int
note(void *data, long value)
{
    Walker *walker = data;
    PyObject *pair = PAIR(value, -value);
    int result;

    if (pair == NULL) {
        return -1;
    }
    result = PyList_Append(walker->found, pair);
    Py_DECREF(pair);
    return result;
}

/* Handed over as an object. */
static PyObject *
first(Walker *self, long value)
{
    return PAIR(value, 0);
}

static PyObject *
through(PyObject *(*make)(Walker *, long), Walker *walker)
{
    return make(walker, 7);
}

/* Handed over in a member: only the one of the two looks into it. */
static void *
begin(const Task *task)
{
    Walker *walker = (Walker *)task->owner;
    Py_INCREF(walker->found);
    return walker->found;
}

static void *
pass(const Task *task, long value)
{
    return PAIR(value, task->step);
}

static const Handlers handlers = {begin, pass};

static PyObject *
walker_walk(Walker *self, PyObject *arg)
{
    long count = PyLong_AsLong(arg);
    if (count == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Py_XSETREF(self->found, PyList_New(0));
    if (self->found == NULL || each(count, note, self) < 0) {
        return NULL;
    }
    return Py_BuildValue("O", self->found);
}

static PyObject *
walker_first(Walker *self, PyObject *Py_UNUSED(ignored))
{
    return through(&first, self);
}

static PyObject *
walker_pass(Walker *self, PyObject *Py_UNUSED(ignored))
{
    return run(&handlers, self);
}

static PyMethodDef walker_methods[] = {
    {"walk", (PyCFunction)walker_walk, METH_O, NULL},
    {"first", (PyCFunction)walker_first, METH_NOARGS, NULL},
    {"pass_on", (PyCFunction)walker_pass, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Walker_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "callback.Walker",
    .tp_basicsize = sizeof(Walker),
    .tp_dealloc = (destructor)walker_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)walker_traverse,
    .tp_clear = (inquiry)walker_clear,
    .tp_methods = walker_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef callback_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "callback",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_callback(void)
{
    PyObject *module = PyModule_Create(&callback_module);
    if (module == NULL) {
        return NULL;
    }
    if (PyType_Ready(&Pair_Type) < 0 || PyType_Ready(&Walker_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Walker_Type);
    if (PyModule_AddObject(module, "Walker", (PyObject *)&Walker_Type) < 0) {
        Py_DECREF(&Walker_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
