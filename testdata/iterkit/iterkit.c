/* iterkit: iterators that compose.

   All types are static, as they were in most extension modules for twenty
   years; the module has one instance per process. */

#define PY_SSIZE_T_CLEAN
#include "Python.h"
#include "structmember.h"         /* PyMemberDef, T_PYSSIZET, READONLY */

PyDoc_STRVAR(module_doc,
"Iterators that compose.\n\
\n\
countdown(start, stop, step) --> start, start-step, ... down to stop\n\
pairwise_sum(it) --> it[0]+it[1], it[1]+it[2], ...\n\
chunked(it, n) --> (it[0], ..., it[n-1]), (it[n], ...), ...\n\
interleave(p, q, ...) --> p[0], q[0], ..., p[1], q[1], ...\n\
flatten_once(it) --> it[0][0], it[0][1], ..., it[1][0], ...\n\
take_while_changed(it, key) --> items up to the first one like its predecessor\n\
window(it, n) --> (it[0], ..., it[n-1]), (it[1], ..., it[n]), ...\n\
cycle_n(it, n) --> all of it, n times\n\
peekable(it) --> it, with a look ahead\n\
runs(it) --> one run for each stretch of equal items\n");

/* These live as long as the process. */
static PyObject *LengthMismatch;        /* iterkit.LengthMismatch */
static PyObject *close_str = NULL;      /* "close", interned at its first use */

static PyTypeObject window_type;
static PyTypeObject peekable_type;
static PyTypeObject peeklink_type;
static PyTypeObject run_type;

#define peekable_check(op) Py_IS_TYPE(op, &peekable_type)
#define run_check(op) PyObject_TypeCheck(op, &run_type)

/* The next item of the iterator at *place. An iterator that ended or failed
   is dropped from there. It is held meanwhile: its code may reach us. */
static PyObject *
next_or_drop(PyObject **place)
{
    PyObject *it = *place;
    PyObject *item;

    if (it == NULL)
        return NULL;
    Py_INCREF(it);
    item = PyIter_Next(it);
    if (item == NULL)
        Py_CLEAR(*place);
    Py_DECREF(it);
    return item;
}


/* countdown object *********************************************************/

typedef struct {
    PyObject_HEAD
    long long value;              /* what comes next, if it is above stop */
    long long stop;
    long long step;               /* at least 1 */
} countdownobject;

static PyTypeObject countdown_type;

static PyObject *
countdown_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *kwargs[] = {"start", "stop", "step", NULL};
    countdownobject *lz;
    long long start, stop = 0, step = 1;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "L|LL:countdown", kwargs,
                                     &start, &stop, &step))
        return NULL;
    if (step < 1) {
        PyErr_SetString(PyExc_ValueError, "step must be at least 1");
        return NULL;
    }
    lz = (countdownobject *)type->tp_alloc(type, 0);
    if (lz == NULL)
        return NULL;
    lz->value = start;
    lz->stop = stop;
    lz->step = step;
    return (PyObject *)lz;
}

/* How many numbers are left to give. The difference fits an unsigned one. */
static unsigned long long
countdown_left(countdownobject *lz)
{
    if (lz->value <= lz->stop)
        return 0;
    return ((unsigned long long)lz->value - (unsigned long long)lz->stop - 1)
            / (unsigned long long)lz->step + 1;
}

static PyObject *
countdown_next(countdownobject *lz)
{
    PyObject *result;
    unsigned long long left = countdown_left(lz);

    if (left == 0)
        return NULL;
    result = PyLong_FromLongLong(lz->value);
    if (result == NULL)
        return NULL;
    lz->value = left == 1 ? lz->stop : lz->value - lz->step;
    return result;
}

static PyObject *
countdown_len(countdownobject *lz, PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromUnsignedLongLong(countdown_left(lz));
}

static PyObject *
countdown_reduce(countdownobject *lz, PyObject *Py_UNUSED(ignored))
{
    return Py_BuildValue("O(LLL)", Py_TYPE(lz), lz->value, lz->stop, lz->step);
}

static PyObject *
countdown_repr(countdownobject *lz)
{
    return PyUnicode_FromFormat("%s(%lld, %lld, %lld)", Py_TYPE(lz)->tp_name,
                                lz->value, lz->stop, lz->step);
}

PyDoc_STRVAR(length_hint_doc,
"__length_hint__($self, /)\n--\n\nHow many items are left, if that is known.");
PyDoc_STRVAR(reduce_doc,
"__reduce__($self, /)\n--\n\nReturn state information for pickling.");
PyDoc_STRVAR(setstate_doc,
"__setstate__($self, state, /)\n--\n\nSet state information for unpickling.");

static PyMethodDef countdown_methods[] = {
    {"__length_hint__", (PyCFunction)countdown_len,     METH_NOARGS,
     length_hint_doc},
    {"__reduce__",      (PyCFunction)countdown_reduce,  METH_NOARGS,
     reduce_doc},
    {NULL,              NULL,                           0, NULL}  /* sentinel */
};

static PyMemberDef countdown_members[] = {
    {"stop", T_LONGLONG, offsetof(countdownobject, stop), READONLY,
     "the number before which it ends"},
    {"step", T_LONGLONG, offsetof(countdownobject, step), READONLY,
     "how much less each number is"},
    {NULL, 0, 0, 0, NULL}         /* sentinel */
};

PyDoc_STRVAR(countdown_doc,
"countdown(start, stop=0, step=1)\n--\n\n\
Count from start down to stop, which is not given itself.");

static PyTypeObject countdown_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "iterkit.countdown",                /* tp_name */
    sizeof(countdownobject),            /* tp_basicsize */
    0,                                  /* tp_itemsize */
    /* methods */
    0,                                  /* tp_dealloc */
    0,                                  /* tp_vectorcall_offset */
    0,                                  /* tp_getattr */
    0,                                  /* tp_setattr */
    0,                                  /* tp_as_async */
    (reprfunc)countdown_repr,           /* tp_repr */
    0,                                  /* tp_as_number */
    0,                                  /* tp_as_sequence */
    0,                                  /* tp_as_mapping */
    0,                                  /* tp_hash */
    0,                                  /* tp_call */
    0,                                  /* tp_str */
    PyObject_GenericGetAttr,            /* tp_getattro */
    0,                                  /* tp_setattro */
    0,                                  /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,   /* tp_flags */
    countdown_doc,                      /* tp_doc */
    0,                                  /* tp_traverse */
    0,                                  /* tp_clear */
    0,                                  /* tp_richcompare */
    0,                                  /* tp_weaklistoffset */
    PyObject_SelfIter,                  /* tp_iter */
    (iternextfunc)countdown_next,       /* tp_iternext */
    countdown_methods,                  /* tp_methods */
    countdown_members,                  /* tp_members */
    0,                                  /* tp_getset */
    0,                                  /* tp_base */
    0,                                  /* tp_dict */
    0,                                  /* tp_descr_get */
    0,                                  /* tp_descr_set */
    0,                                  /* tp_dictoffset */
    0,                                  /* tp_init */
    0,                                  /* tp_alloc */
    countdown_new,                      /* tp_new */
    PyObject_Del,                       /* tp_free */
};


/* pairwise_sum object ******************************************************/

typedef struct {
    PyObject_HEAD
    PyObject *it;                 /* NULL when exhausted */
    PyObject *old;                /* the item before, NULL at the start */
} pairwise_sumobject;

static PyTypeObject pairwise_sum_type;

static PyObject *
pairwise_sum_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *kwargs[] = {"", NULL};
    PyObject *iterable, *it;
    pairwise_sumobject *lz;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "O:pairwise_sum", kwargs,
                                     &iterable))
        return NULL;
    it = PyObject_GetIter(iterable);
    if (it == NULL)
        return NULL;
    lz = (pairwise_sumobject *)type->tp_alloc(type, 0);
    if (lz == NULL) {
        Py_DECREF(it);
        return NULL;
    }
    lz->it = it;
    return (PyObject *)lz;
}

static void
pairwise_sum_dealloc(pairwise_sumobject *lz)
{
    PyObject_GC_UnTrack(lz);
    Py_XDECREF(lz->it);
    Py_XDECREF(lz->old);
    Py_TYPE(lz)->tp_free(lz);
}

static int
pairwise_sum_traverse(pairwise_sumobject *lz, visitproc visit, void *arg)
{
    Py_VISIT(lz->it);
    Py_VISIT(lz->old);
    return 0;
}

static int
pairwise_sum_clear(pairwise_sumobject *lz)
{
    Py_CLEAR(lz->it);
    Py_CLEAR(lz->old);
    return 0;
}

static PyObject *
pairwise_sum_next(pairwise_sumobject *lz)
{
    PyObject *old, *item, *sum;

    if (lz->old == NULL) {
        item = next_or_drop(&lz->it);
        if (item == NULL)
            return NULL;
        Py_XSETREF(lz->old, item);
    }
    item = next_or_drop(&lz->it);
    if (item == NULL) {
        Py_CLEAR(lz->old);
        return NULL;
    }
    /* The addition may run code that moves this iterator on. */
    old = lz->old;
    Py_INCREF(item);
    lz->old = item;
    if (old == NULL) {
        Py_DECREF(item);
        return NULL;
    }
    sum = PyNumber_Add(old, item);
    Py_DECREF(old);
    Py_DECREF(item);
    return sum;
}

PyDoc_STRVAR(pairwise_sum_doc,
"pairwise_sum(iterable, /)\n--\n\n\
Give the sum of each item and the one after it.\n\
\n\
pairwise_sum([1, 2, 3, 4]) --> 3 5 7");

static PyTypeObject pairwise_sum_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "iterkit.pairwise_sum",             /* tp_name */
    sizeof(pairwise_sumobject),         /* tp_basicsize */
    0,                                  /* tp_itemsize */
    /* methods */
    (destructor)pairwise_sum_dealloc,   /* tp_dealloc */
    0,                                  /* tp_vectorcall_offset */
    0,                                  /* tp_getattr */
    0,                                  /* tp_setattr */
    0,                                  /* tp_as_async */
    0,                                  /* tp_repr */
    0,                                  /* tp_as_number */
    0,                                  /* tp_as_sequence */
    0,                                  /* tp_as_mapping */
    0,                                  /* tp_hash */
    0,                                  /* tp_call */
    0,                                  /* tp_str */
    PyObject_GenericGetAttr,            /* tp_getattro */
    0,                                  /* tp_setattro */
    0,                                  /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
        Py_TPFLAGS_BASETYPE,            /* tp_flags */
    pairwise_sum_doc,                   /* tp_doc */
    (traverseproc)pairwise_sum_traverse, /* tp_traverse */
    (inquiry)pairwise_sum_clear,        /* tp_clear */
    0,                                  /* tp_richcompare */
    0,                                  /* tp_weaklistoffset */
    PyObject_SelfIter,                  /* tp_iter */
    (iternextfunc)pairwise_sum_next,    /* tp_iternext */
    0,                                  /* tp_methods */
    0,                                  /* tp_members */
    0,                                  /* tp_getset */
    0,                                  /* tp_base */
    0,                                  /* tp_dict */
    0,                                  /* tp_descr_get */
    0,                                  /* tp_descr_set */
    0,                                  /* tp_dictoffset */
    0,                                  /* tp_init */
    PyType_GenericAlloc,                /* tp_alloc */
    pairwise_sum_new,                   /* tp_new */
    PyObject_GC_Del,                    /* tp_free */
};


/* chunked object ***********************************************************/

typedef struct {
    PyObject_HEAD
    PyObject *it;                 /* NULL when exhausted */
    Py_ssize_t n;
    int strict;
} chunkedobject;

static PyObject *
chunked_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *kwargs[] = {"iterable", "n", "strict", NULL};
    PyObject *iterable, *it;
    Py_ssize_t n;
    int strict = 0;
    chunkedobject *lz;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "On|p:chunked", kwargs,
                                     &iterable, &n, &strict))
        return NULL;
    if (n < 1) {
        PyErr_SetString(PyExc_ValueError, "n must be at least 1");
        return NULL;
    }
    it = PyObject_GetIter(iterable);
    if (it == NULL)
        return NULL;
    lz = (chunkedobject *)type->tp_alloc(type, 0);
    if (lz == NULL) {
        Py_DECREF(it);
        return NULL;
    }
    lz->it = it;
    lz->n = n;
    lz->strict = strict;
    return (PyObject *)lz;
}

static void
chunked_dealloc(chunkedobject *lz)
{
    PyObject_GC_UnTrack(lz);
    Py_XDECREF(lz->it);
    Py_TYPE(lz)->tp_free(lz);
}

static int
chunked_traverse(chunkedobject *lz, visitproc visit, void *arg)
{
    Py_VISIT(lz->it);
    return 0;
}

static PyObject *
chunked_next(chunkedobject *lz)
{
    PyObject *chunk, *item;
    Py_ssize_t i;

    if (lz->it == NULL)
        return NULL;
    chunk = PyTuple_New(lz->n);
    if (chunk == NULL)
        return NULL;
    for (i = 0; i < lz->n; i++) {
        item = next_or_drop(&lz->it);
        if (item == NULL)
            break;
        PyTuple_SET_ITEM(chunk, i, item);
    }
    if (i == lz->n)
        return chunk;
    if (i == 0 || PyErr_Occurred())
        goto nothing;
    if (lz->strict) {
        PyErr_Format(LengthMismatch, "the last chunk has %zd of %zd items",
                     i, lz->n);
        goto nothing;
    }
    if (_PyTuple_Resize(&chunk, i) < 0)
        return NULL;
    return chunk;

nothing:
    Py_DECREF(chunk);
    return NULL;
}

static PyObject *
chunked_reduce(chunkedobject *lz, PyObject *Py_UNUSED(ignored))
{
    if (lz->it == NULL)
        return Py_BuildValue("O(()ni)", Py_TYPE(lz), lz->n, lz->strict);
    return Py_BuildValue("O(Oni)", Py_TYPE(lz), lz->it, lz->n, lz->strict);
}

static PyObject *
chunked_get_strict(chunkedobject *lz, void *Py_UNUSED(closure))
{
    return PyBool_FromLong(lz->strict);
}

static PyMethodDef chunked_methods[] = {
    {"__reduce__",      (PyCFunction)chunked_reduce,    METH_NOARGS,
     reduce_doc},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS,
     PyDoc_STR("See PEP 585")},
    {NULL,              NULL,                           0, NULL}  /* sentinel */
};

static PyMemberDef chunked_members[] = {
    {"n", T_PYSSIZET, offsetof(chunkedobject, n), READONLY,
     "how many items a chunk has"},
    {NULL, 0, 0, 0, NULL}         /* sentinel */
};

static PyGetSetDef chunked_getset[] = {
    {"strict", (getter)chunked_get_strict, NULL,
     "whether a shorter last chunk is an error", NULL},
    {NULL, NULL, NULL, NULL, NULL}      /* sentinel */
};

PyDoc_STRVAR(chunked_doc,
"chunked(iterable, n, strict=False)\n--\n\n\
Give tuples of n items each.\n\
\n\
The last one may have fewer; if strict is true, that raises LengthMismatch.");

static PyTypeObject chunked_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "iterkit.chunked",                  /* tp_name */
    sizeof(chunkedobject),              /* tp_basicsize */
    0,                                  /* tp_itemsize */
    /* methods */
    (destructor)chunked_dealloc,        /* tp_dealloc */
    0,                                  /* tp_vectorcall_offset */
    0,                                  /* tp_getattr */
    0,                                  /* tp_setattr */
    0,                                  /* tp_as_async */
    0,                                  /* tp_repr */
    0,                                  /* tp_as_number */
    0,                                  /* tp_as_sequence */
    0,                                  /* tp_as_mapping */
    0,                                  /* tp_hash */
    0,                                  /* tp_call */
    0,                                  /* tp_str */
    PyObject_GenericGetAttr,            /* tp_getattro */
    0,                                  /* tp_setattro */
    0,                                  /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
        Py_TPFLAGS_BASETYPE,            /* tp_flags */
    chunked_doc,                        /* tp_doc */
    (traverseproc)chunked_traverse,     /* tp_traverse */
    0,                                  /* tp_clear */
    0,                                  /* tp_richcompare */
    0,                                  /* tp_weaklistoffset */
    PyObject_SelfIter,                  /* tp_iter */
    (iternextfunc)chunked_next,         /* tp_iternext */
    chunked_methods,                    /* tp_methods */
    chunked_members,                    /* tp_members */
    chunked_getset,                     /* tp_getset */
    0,                                  /* tp_base */
    0,                                  /* tp_dict */
    0,                                  /* tp_descr_get */
    0,                                  /* tp_descr_set */
    0,                                  /* tp_dictoffset */
    0,                                  /* tp_init */
    0,                                  /* tp_alloc */
    chunked_new,                        /* tp_new */
    PyObject_GC_Del,                    /* tp_free */
};


/* interleave object ********************************************************/

typedef struct {
    PyObject_HEAD
    PyObject *iters;              /* a list of those that are left, or NULL */
    Py_ssize_t turn;              /* which of them comes next */
} interleaveobject;

static PyTypeObject interleave_type;

static PyObject *
interleave_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    interleaveobject *lz;
    PyObject *iters;
    Py_ssize_t i;

    if ((type == &interleave_type || type->tp_init == interleave_type.tp_init)
            && kwds != NULL && PyDict_GET_SIZE(kwds) != 0) {
        PyErr_SetString(PyExc_TypeError,
                        "interleave() takes no keyword arguments");
        return NULL;
    }
    iters = PyList_New(PyTuple_GET_SIZE(args));
    if (iters == NULL)
        return NULL;
    for (i = 0; i < PyTuple_GET_SIZE(args); i++) {
        PyObject *it = PyObject_GetIter(PyTuple_GET_ITEM(args, i));
        if (it == NULL) {
            Py_DECREF(iters);
            return NULL;
        }
        PyList_SET_ITEM(iters, i, it);
    }
    lz = (interleaveobject *)type->tp_alloc(type, 0);
    if (lz == NULL) {
        Py_DECREF(iters);
        return NULL;
    }
    lz->iters = iters;
    return (PyObject *)lz;
}

static void
interleave_dealloc(interleaveobject *lz)
{
    PyObject_GC_UnTrack(lz);
    Py_XDECREF(lz->iters);
    Py_TYPE(lz)->tp_free(lz);
}

static int
interleave_traverse(interleaveobject *lz, visitproc visit, void *arg)
{
    Py_VISIT(lz->iters);
    return 0;
}

static int
interleave_clear(interleaveobject *lz)
{
    Py_CLEAR(lz->iters);
    return 0;
}

static PyObject *
interleave_next(interleaveobject *lz)
{
    PyObject *it, *item;

    while (lz->iters != NULL && PyList_GET_SIZE(lz->iters) > 0) {
        lz->turn %= PyList_GET_SIZE(lz->iters);
        it = PyList_GET_ITEM(lz->iters, lz->turn);
        Py_INCREF(it);
        item = PyIter_Next(it);
        Py_DECREF(it);
        if (item != NULL) {
            lz->turn++;
            return item;
        }
        if (PyErr_Occurred())
            return NULL;
        /* Its code may have moved us on: take it out where it stands now. */
        if (lz->iters != NULL && lz->turn < PyList_GET_SIZE(lz->iters) &&
                PyList_GET_ITEM(lz->iters, lz->turn) == it &&
                PyList_SetSlice(lz->iters, lz->turn, lz->turn + 1, NULL) < 0)
            return NULL;
    }
    return NULL;
}

static PyObject *
interleave_reduce(interleaveobject *lz, PyObject *Py_UNUSED(ignored))
{
    PyObject *iters;

    if (lz->iters == NULL)
        return Py_BuildValue("O()", Py_TYPE(lz));
    iters = PyList_AsTuple(lz->iters);
    if (iters == NULL)
        return NULL;
    return Py_BuildValue("ONn", Py_TYPE(lz), iters, lz->turn);
}

static PyObject *
interleave_setstate(interleaveobject *lz, PyObject *state)
{
    Py_ssize_t turn = PyLong_AsSsize_t(state);

    if (turn == -1 && PyErr_Occurred())
        return NULL;
    if (turn < 0) {
        PyErr_SetString(PyExc_ValueError, "state must not be negative");
        return NULL;
    }
    lz->turn = turn;
    Py_RETURN_NONE;
}

static PyMethodDef interleave_methods[] = {
    {"__reduce__",      (PyCFunction)interleave_reduce, METH_NOARGS,
     reduce_doc},
    {"__setstate__",    (PyCFunction)interleave_setstate,       METH_O,
     setstate_doc},
    {NULL,              NULL,                           0, NULL}  /* sentinel */
};

PyDoc_STRVAR(interleave_doc,
"interleave(*iterables)\n--\n\n\
Give one item of each iterable in turn, until all have ended.");

static PyTypeObject interleave_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "iterkit.interleave",               /* tp_name */
    sizeof(interleaveobject),           /* tp_basicsize */
    0,                                  /* tp_itemsize */
    /* methods */
    (destructor)interleave_dealloc,     /* tp_dealloc */
    0,                                  /* tp_vectorcall_offset */
    0,                                  /* tp_getattr */
    0,                                  /* tp_setattr */
    0,                                  /* tp_as_async */
    0,                                  /* tp_repr */
    0,                                  /* tp_as_number */
    0,                                  /* tp_as_sequence */
    0,                                  /* tp_as_mapping */
    0,                                  /* tp_hash */
    0,                                  /* tp_call */
    0,                                  /* tp_str */
    PyObject_GenericGetAttr,            /* tp_getattro */
    0,                                  /* tp_setattro */
    0,                                  /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
        Py_TPFLAGS_BASETYPE,            /* tp_flags */
    interleave_doc,                     /* tp_doc */
    (traverseproc)interleave_traverse,  /* tp_traverse */
    (inquiry)interleave_clear,          /* tp_clear */
    0,                                  /* tp_richcompare */
    0,                                  /* tp_weaklistoffset */
    PyObject_SelfIter,                  /* tp_iter */
    (iternextfunc)interleave_next,      /* tp_iternext */
    interleave_methods,                 /* tp_methods */
    0,                                  /* tp_members */
    0,                                  /* tp_getset */
    0,                                  /* tp_base */
    0,                                  /* tp_dict */
    0,                                  /* tp_descr_get */
    0,                                  /* tp_descr_set */
    0,                                  /* tp_dictoffset */
    0,                                  /* tp_init */
    0,                                  /* tp_alloc */
    interleave_new,                     /* tp_new */
    PyObject_GC_Del,                    /* tp_free */
};


/* flatten_once object ******************************************************/

typedef struct {
    PyObject_HEAD
    PyObject *source;             /* iterator over iterables, NULL at the end */
    PyObject *active;             /* iterator that gives the items, or NULL */
} flatten_onceobject;

/* Takes over the reference to source. */
static PyObject *
flatten_once_over(PyTypeObject *type, PyObject *source)
{
    flatten_onceobject *lz;

    if (source == NULL)
        return NULL;
    lz = (flatten_onceobject *)type->tp_alloc(type, 0);
    if (lz == NULL) {
        Py_DECREF(source);
        return NULL;
    }
    lz->source = source;
    lz->active = NULL;
    return (PyObject *)lz;
}

static PyObject *
flatten_once_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *kwargs[] = {"iterable", NULL};
    PyObject *iterable;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "O:flatten_once", kwargs,
                                     &iterable))
        return NULL;
    return flatten_once_over(type, PyObject_GetIter(iterable));
}

static PyObject *
flatten_once_of(PyObject *type, PyObject *args)
{
    return flatten_once_over((PyTypeObject *)type, PyObject_GetIter(args));
}

static void
flatten_once_dealloc(flatten_onceobject *lz)
{
    PyObject_GC_UnTrack(lz);
    Py_XDECREF(lz->active);
    Py_XDECREF(lz->source);
    Py_TYPE(lz)->tp_free(lz);
}

static int
flatten_once_traverse(flatten_onceobject *lz, visitproc visit, void *arg)
{
    Py_VISIT(lz->source);
    Py_VISIT(lz->active);
    return 0;
}

static int
flatten_once_clear(flatten_onceobject *lz)
{
    Py_CLEAR(lz->source);
    Py_CLEAR(lz->active);
    return 0;
}

static PyObject *
flatten_once_next(flatten_onceobject *lz)
{
    PyObject *iterable, *item;

    for (;;) {
        if (lz->active != NULL) {
            item = next_or_drop(&lz->active);
            if (item != NULL || PyErr_Occurred())
                return item;
        }
        iterable = next_or_drop(&lz->source);
        if (iterable == NULL)
            return NULL;
        Py_XSETREF(lz->active, PyObject_GetIter(iterable));
        Py_DECREF(iterable);
        if (lz->active == NULL) {
            Py_CLEAR(lz->source);
            return NULL;
        }
    }
}

static PyObject *
flatten_once_close(flatten_onceobject *lz, PyObject *Py_UNUSED(ignored))
{
    PyObject *active = lz->active;
    PyObject *close, *result;

    lz->active = NULL;
    Py_CLEAR(lz->source);
    if (active == NULL)
        Py_RETURN_NONE;
    if (close_str == NULL) {
        close_str = PyUnicode_InternFromString("close");
        if (close_str == NULL) {
            Py_DECREF(active);
            return NULL;
        }
    }
    close = PyObject_GetAttr(active, close_str);
    Py_DECREF(active);
    if (close == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError))
            return NULL;
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    result = PyObject_CallObject(close, NULL);
    Py_DECREF(close);
    return result;
}

static PyObject *
flatten_once_reduce(flatten_onceobject *lz, PyObject *Py_UNUSED(ignored))
{
    if (lz->source == NULL && lz->active == NULL)
        return Py_BuildValue("O(())", Py_TYPE(lz));
    if (lz->source == NULL)
        return Py_BuildValue("O((O))", Py_TYPE(lz), lz->active);
    if (lz->active == NULL)
        return Py_BuildValue("O(O)", Py_TYPE(lz), lz->source);
    return Py_BuildValue("O(O)O", Py_TYPE(lz), lz->source, lz->active);
}

static PyObject *
flatten_once_setstate(flatten_onceobject *lz, PyObject *state)
{
    if (!PyIter_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "state must be an iterator");
        return NULL;
    }
    Py_INCREF(state);
    Py_XSETREF(lz->active, state);
    Py_RETURN_NONE;
}

PyDoc_STRVAR(of_doc,
"of($type, /, *iterables)\n--\n\nFlatten the iterables that are given.");
PyDoc_STRVAR(close_doc,
"close($self, /)\n--\n\nEnd, and close the iterable that is being read.");

static PyMethodDef flatten_once_methods[] = {
    {"of",              flatten_once_of,        METH_VARARGS | METH_CLASS,
     of_doc},
    {"close",           (PyCFunction)flatten_once_close,        METH_NOARGS,
     close_doc},
    {"__reduce__",      (PyCFunction)flatten_once_reduce,       METH_NOARGS,
     reduce_doc},
    {"__setstate__",    (PyCFunction)flatten_once_setstate,     METH_O,
     setstate_doc},
    {NULL,              NULL,                           0, NULL}  /* sentinel */
};

PyDoc_STRVAR(flatten_once_doc,
"flatten_once(iterable)\n--\n\n\
Give the items of each iterable in the iterable, one after another.");

static PyTypeObject flatten_once_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "iterkit.flatten_once",             /* tp_name */
    sizeof(flatten_onceobject),         /* tp_basicsize */
    0,                                  /* tp_itemsize */
    /* methods */
    (destructor)flatten_once_dealloc,   /* tp_dealloc */
    0,                                  /* tp_vectorcall_offset */
    0,                                  /* tp_getattr */
    0,                                  /* tp_setattr */
    0,                                  /* tp_as_async */
    0,                                  /* tp_repr */
    0,                                  /* tp_as_number */
    0,                                  /* tp_as_sequence */
    0,                                  /* tp_as_mapping */
    0,                                  /* tp_hash */
    0,                                  /* tp_call */
    0,                                  /* tp_str */
    PyObject_GenericGetAttr,            /* tp_getattro */
    0,                                  /* tp_setattro */
    0,                                  /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
        Py_TPFLAGS_BASETYPE,            /* tp_flags */
    flatten_once_doc,                   /* tp_doc */
    (traverseproc)flatten_once_traverse, /* tp_traverse */
    (inquiry)flatten_once_clear,        /* tp_clear */
    0,                                  /* tp_richcompare */
    0,                                  /* tp_weaklistoffset */
    PyObject_SelfIter,                  /* tp_iter */
    (iternextfunc)flatten_once_next,    /* tp_iternext */
    flatten_once_methods,               /* tp_methods */
    0,                                  /* tp_members */
    0,                                  /* tp_getset */
    0,                                  /* tp_base */
    0,                                  /* tp_dict */
    0,                                  /* tp_descr_get */
    0,                                  /* tp_descr_set */
    0,                                  /* tp_dictoffset */
    0,                                  /* tp_init */
    0,                                  /* tp_alloc */
    flatten_once_new,                   /* tp_new */
    PyObject_GC_Del,                    /* tp_free */
};


/* take_while_changed object ************************************************/

typedef struct {
    PyObject_HEAD
    PyObject *it;                 /* NULL at the end */
    PyObject *keyfunc;            /* NULL if an item is its own key */
    PyObject *last;               /* key of the item before, NULL at the start */
} takeobject;

static PyObject *
take_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *kwargs[] = {"iterable", "key", NULL};
    PyObject *iterable, *it, *keyfunc = Py_None;
    takeobject *lz;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "O|O:take_while_changed",
                                     kwargs, &iterable, &keyfunc))
        return NULL;
    it = PyObject_GetIter(iterable);
    if (it == NULL)
        return NULL;
    lz = (takeobject *)type->tp_alloc(type, 0);
    if (lz == NULL) {
        Py_DECREF(it);
        return NULL;
    }
    lz->it = it;
    if (keyfunc != Py_None) {
        Py_INCREF(keyfunc);
        lz->keyfunc = keyfunc;
    }
    return (PyObject *)lz;
}

static void
take_dealloc(takeobject *lz)
{
    PyObject_GC_UnTrack(lz);
    Py_XDECREF(lz->it);
    Py_XDECREF(lz->keyfunc);
    Py_XDECREF(lz->last);
    Py_TYPE(lz)->tp_free(lz);
}

static int
take_traverse(takeobject *lz, visitproc visit, void *arg)
{
    Py_VISIT(lz->it);
    Py_VISIT(lz->keyfunc);
    Py_VISIT(lz->last);
    return 0;
}

static int
take_clear(takeobject *lz)
{
    Py_CLEAR(lz->it);
    Py_CLEAR(lz->keyfunc);
    Py_CLEAR(lz->last);
    return 0;
}

static PyObject *
take_next(takeobject *lz)
{
    PyObject *item, *key, *last;
    int same = 0;

    item = next_or_drop(&lz->it);
    if (item == NULL)
        return NULL;
    if (lz->keyfunc == NULL) {
        Py_INCREF(item);
        key = item;
    }
    else {
        key = PyObject_CallOneArg(lz->keyfunc, item);
        if (key == NULL)
            goto end;
    }
    last = lz->last;
    lz->last = key;
    if (last != NULL) {
        Py_INCREF(key);
        same = PyObject_RichCompareBool(last, key, Py_EQ);
        Py_DECREF(key);
        Py_DECREF(last);
    }
    if (same == 0)
        return item;

end:
    Py_DECREF(item);
    Py_CLEAR(lz->it);
    return NULL;
}

PyDoc_STRVAR(take_doc,
"take_while_changed(iterable, key=None)\n--\n\n\
Give items until one has the same key as the item before it.");

static PyTypeObject take_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "iterkit.take_while_changed",       /* tp_name */
    sizeof(takeobject),                 /* tp_basicsize */
    0,                                  /* tp_itemsize */
    /* methods */
    (destructor)take_dealloc,           /* tp_dealloc */
    0,                                  /* tp_vectorcall_offset */
    0,                                  /* tp_getattr */
    0,                                  /* tp_setattr */
    0,                                  /* tp_as_async */
    0,                                  /* tp_repr */
    0,                                  /* tp_as_number */
    0,                                  /* tp_as_sequence */
    0,                                  /* tp_as_mapping */
    0,                                  /* tp_hash */
    0,                                  /* tp_call */
    0,                                  /* tp_str */
    PyObject_GenericGetAttr,            /* tp_getattro */
    0,                                  /* tp_setattro */
    0,                                  /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,    /* tp_flags */
    take_doc,                           /* tp_doc */
    (traverseproc)take_traverse,        /* tp_traverse */
    (inquiry)take_clear,                /* tp_clear */
    0,                                  /* tp_richcompare */
    0,                                  /* tp_weaklistoffset */
    PyObject_SelfIter,                  /* tp_iter */
    (iternextfunc)take_next,            /* tp_iternext */
    0,                                  /* tp_methods */
    0,                                  /* tp_members */
    0,                                  /* tp_getset */
    0,                                  /* tp_base */
    0,                                  /* tp_dict */
    0,                                  /* tp_descr_get */
    0,                                  /* tp_descr_set */
    0,                                  /* tp_dictoffset */
    0,                                  /* tp_init */
    0,                                  /* tp_alloc */
    take_new,                           /* tp_new */
    PyObject_GC_Del,                    /* tp_free */
};


/* window object, and the ring of items it keeps ****************************/

/* A ring is never seen from Python: only windows hold one. */
typedef struct {
    PyObject_VAR_HEAD
    Py_ssize_t oldest;            /* where the oldest item is */
    PyObject *items[1];           /* NULL where there is none yet */
} ringobject;

static PyTypeObject ring_type;

static ringobject *
ring_create(Py_ssize_t n)
{
    ringobject *ring;
    Py_ssize_t i;

    if (n > (Py_ssize_t)(PY_SSIZE_T_MAX / sizeof(PyObject *) / 2)) {
        PyErr_NoMemory();
        return NULL;
    }
    ring = PyObject_GC_NewVar(ringobject, &ring_type, n);
    if (ring == NULL)
        return NULL;
    ring->oldest = 0;
    for (i = 0; i < n; i++)
        ring->items[i] = NULL;
    PyObject_GC_Track(ring);
    return ring;
}

static void
ring_dealloc(ringobject *ring)
{
    Py_ssize_t i;

    PyObject_GC_UnTrack(ring);
    for (i = 0; i < Py_SIZE(ring); i++)
        Py_XDECREF(ring->items[i]);
    PyObject_GC_Del(ring);
}

static int
ring_traverse(ringobject *ring, visitproc visit, void *arg)
{
    Py_ssize_t i;

    for (i = 0; i < Py_SIZE(ring); i++)
        Py_VISIT(ring->items[i]);
    return 0;
}

static int
ring_clear(ringobject *ring)
{
    Py_ssize_t i;

    for (i = 0; i < Py_SIZE(ring); i++)
        Py_CLEAR(ring->items[i]);
    return 0;
}

/* Puts an item, whose reference it takes over, in place of the oldest. */
static void
ring_push(ringobject *ring, PyObject *item)
{
    PyObject *gone = ring->items[ring->oldest];

    ring->items[ring->oldest] = item;
    ring->oldest = (ring->oldest + 1) % Py_SIZE(ring);
    Py_XDECREF(gone);
}

/* The items from the oldest on, as a tuple; NULL and no error if some miss. */
static PyObject *
ring_tuple(ringobject *ring)
{
    Py_ssize_t i, n = Py_SIZE(ring);
    PyObject *result;

    for (i = 0; i < n; i++) {
        if (ring->items[i] == NULL)
            return NULL;
    }
    result = PyTuple_New(n);
    if (result == NULL)
        return NULL;
    for (i = 0; i < n; i++) {
        PyObject *item = ring->items[(ring->oldest + i) % n];
        Py_INCREF(item);
        PyTuple_SET_ITEM(result, i, item);
    }
    return result;
}

static ringobject *
ring_copy(ringobject *ring)
{
    ringobject *copy = ring_create(Py_SIZE(ring));
    Py_ssize_t i;

    if (copy == NULL)
        return NULL;
    for (i = 0; i < Py_SIZE(ring); i++) {
        Py_XINCREF(ring->items[i]);
        copy->items[i] = ring->items[i];
    }
    copy->oldest = ring->oldest;
    return copy;
}

static PyTypeObject ring_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "iterkit._ring",                    /* tp_name */
    sizeof(ringobject) - sizeof(PyObject *),    /* tp_basicsize */
    sizeof(PyObject *),                 /* tp_itemsize */
    /* methods */
    (destructor)ring_dealloc,           /* tp_dealloc */
    0,                                  /* tp_vectorcall_offset */
    0,                                  /* tp_getattr */
    0,                                  /* tp_setattr */
    0,                                  /* tp_as_async */
    0,                                  /* tp_repr */
    0,                                  /* tp_as_number */
    0,                                  /* tp_as_sequence */
    0,                                  /* tp_as_mapping */
    0,                                  /* tp_hash */
    0,                                  /* tp_call */
    0,                                  /* tp_str */
    PyObject_GenericGetAttr,            /* tp_getattro */
    0,                                  /* tp_setattro */
    0,                                  /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,    /* tp_flags */
    0,                                  /* tp_doc */
    (traverseproc)ring_traverse,        /* tp_traverse */
    (inquiry)ring_clear,                /* tp_clear */
};

typedef struct {
    PyObject_HEAD
    PyObject *it;                 /* NULL when exhausted */
    ringobject *ring;             /* NULL after a clear */
} windowobject;

/* Takes over the references to it and ring, either of which may be NULL with
   an error set. */
static PyObject *
window_over(PyTypeObject *type, PyObject *it, ringobject *ring)
{
    windowobject *lz = NULL;

    if (it != NULL && ring != NULL)
        lz = (windowobject *)type->tp_alloc(type, 0);
    if (lz == NULL) {
        Py_XDECREF(it);
        Py_XDECREF(ring);
        return NULL;
    }
    lz->it = it;
    lz->ring = ring;
    return (PyObject *)lz;
}

/* A plain window of n items; the exact type, whoever asks for it. */
static PyObject *
window_plain(PyObject *iterable, Py_ssize_t n)
{
    PyObject *it = PyObject_GetIter(iterable);

    if (it == NULL)
        return NULL;
    return window_over(&window_type, it, ring_create(n));
}

static PyObject *
window_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *kwargs[] = {"iterable", "n", NULL};
    PyObject *iterable, *it;
    Py_ssize_t n;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "On:window", kwargs,
                                     &iterable, &n))
        return NULL;
    if (n < 1) {
        PyErr_SetString(PyExc_ValueError, "n must be at least 1");
        return NULL;
    }
    it = PyObject_GetIter(iterable);
    if (it == NULL)
        return NULL;
    return window_over(type, it, ring_create(n));
}

static void
window_dealloc(windowobject *lz)
{
    PyObject_GC_UnTrack(lz);
    Py_XDECREF(lz->it);
    Py_XDECREF(lz->ring);
    Py_TYPE(lz)->tp_free(lz);
}

static int
window_traverse(windowobject *lz, visitproc visit, void *arg)
{
    Py_VISIT(lz->it);
    Py_VISIT(lz->ring);
    return 0;
}

static int
window_clear(windowobject *lz)
{
    Py_CLEAR(lz->it);
    Py_CLEAR(lz->ring);
    return 0;
}

static PyObject *
window_next(windowobject *lz)
{
    PyObject *item, *result = NULL;

    while (result == NULL) {
        item = next_or_drop(&lz->it);
        if (item == NULL)
            return NULL;
        if (lz->ring == NULL) {
            Py_DECREF(item);
            return NULL;
        }
        ring_push(lz->ring, item);
        result = ring_tuple(lz->ring);
        if (result == NULL && PyErr_Occurred())
            return NULL;
    }
    return result;
}

/* A copy goes on where this one is, if its iterator can be copied, too. */
static PyObject *
window_copy(windowobject *lz, PyObject *Py_UNUSED(ignored))
{
    static PyObject *copy = NULL;
    PyObject *it;
    ringobject *ring;

    if (lz->it == NULL || lz->ring == NULL) {
        PyErr_SetString(PyExc_ValueError, "the window is exhausted");
        return NULL;
    }
    if (copy == NULL) {
        PyObject *module = PyImport_ImportModule("copy");
        if (module == NULL)
            return NULL;
        copy = PyObject_GetAttrString(module, "copy");
        Py_DECREF(module);
        if (copy == NULL)
            return NULL;
    }
    ring = ring_copy(lz->ring);
    if (ring == NULL)
        return NULL;
    it = PyObject_CallOneArg(copy, lz->it);
    return window_over(&window_type, it, ring);
}

static PyObject *
window_get_n(windowobject *lz, void *Py_UNUSED(closure))
{
    return PyLong_FromSsize_t(lz->ring == NULL ? 0 : Py_SIZE(lz->ring));
}

PyDoc_STRVAR(window_copy_doc,
"__copy__($self, /)\n--\n\nReturn a plain window at the same place.");

static PyMethodDef window_methods[] = {
    {"__copy__",        (PyCFunction)window_copy,       METH_NOARGS,
     window_copy_doc},
    {NULL,              NULL,                           0, NULL}  /* sentinel */
};

static PyGetSetDef window_getset[] = {
    {"n", (getter)window_get_n, NULL, "how many items a window has", NULL},
    {NULL, NULL, NULL, NULL, NULL}      /* sentinel */
};

PyDoc_STRVAR(window_doc,
"window(iterable, n)\n--\n\n\
Give tuples of n items that follow one another, each one item further on.");

static PyTypeObject window_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "iterkit.window",                   /* tp_name */
    sizeof(windowobject),               /* tp_basicsize */
    0,                                  /* tp_itemsize */
    /* methods */
    (destructor)window_dealloc,         /* tp_dealloc */
    0,                                  /* tp_vectorcall_offset */
    0,                                  /* tp_getattr */
    0,                                  /* tp_setattr */
    0,                                  /* tp_as_async */
    0,                                  /* tp_repr */
    0,                                  /* tp_as_number */
    0,                                  /* tp_as_sequence */
    0,                                  /* tp_as_mapping */
    0,                                  /* tp_hash */
    0,                                  /* tp_call */
    0,                                  /* tp_str */
    PyObject_GenericGetAttr,            /* tp_getattro */
    0,                                  /* tp_setattro */
    0,                                  /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
        Py_TPFLAGS_BASETYPE,            /* tp_flags */
    window_doc,                         /* tp_doc */
    (traverseproc)window_traverse,      /* tp_traverse */
    (inquiry)window_clear,              /* tp_clear */
    0,                                  /* tp_richcompare */
    0,                                  /* tp_weaklistoffset */
    PyObject_SelfIter,                  /* tp_iter */
    (iternextfunc)window_next,          /* tp_iternext */
    window_methods,                     /* tp_methods */
    0,                                  /* tp_members */
    window_getset,                      /* tp_getset */
    0,                                  /* tp_base */
    0,                                  /* tp_dict */
    0,                                  /* tp_descr_get */
    0,                                  /* tp_descr_set */
    0,                                  /* tp_dictoffset */
    0,                                  /* tp_init */
    0,                                  /* tp_alloc */
    window_new,                         /* tp_new */
    PyObject_GC_Del,                    /* tp_free */
};


/* cycle_n object ***********************************************************/

typedef struct {
    PyObject_HEAD
    PyObject *it;                 /* NULL after the first round */
    PyObject *saved;              /* a list of what it gave, NULL at the end */
    Py_ssize_t rounds;            /* that are left after this one */
    Py_ssize_t at;                /* the place in saved, after the first round */
} cycle_nobject;

static PyObject *
cycle_n_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *kwargs[] = {"iterable", "n", NULL};
    PyObject *iterable, *it, *saved;
    Py_ssize_t n;
    cycle_nobject *lz;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "On:cycle_n", kwargs,
                                     &iterable, &n))
        return NULL;
    it = PyObject_GetIter(iterable);
    if (it == NULL)
        return NULL;
    saved = PyList_New(0);
    lz = saved == NULL ? NULL : (cycle_nobject *)type->tp_alloc(type, 0);
    if (lz == NULL) {
        Py_DECREF(it);
        Py_XDECREF(saved);
        return NULL;
    }
    lz->it = it;
    lz->saved = saved;
    lz->rounds = n - 1;
    if (n < 1)
        Py_CLEAR(lz->it);
    return (PyObject *)lz;
}

static int
cycle_n_clear(cycle_nobject *lz)
{
    Py_CLEAR(lz->it);
    Py_CLEAR(lz->saved);
    return 0;
}

static void
cycle_n_dealloc(cycle_nobject *lz)
{
    PyObject_GC_UnTrack(lz);
    cycle_n_clear(lz);
    PyObject_GC_Del(lz);
}

static int
cycle_n_traverse(cycle_nobject *lz, visitproc visit, void *arg)
{
    Py_VISIT(lz->it);
    Py_VISIT(lz->saved);
    return 0;
}

static PyObject *
cycle_n_next(cycle_nobject *lz)
{
    PyObject *item;

    if (lz->it != NULL) {
        item = next_or_drop(&lz->it);
        if (item != NULL && lz->rounds > 0 && lz->saved != NULL &&
                PyList_Append(lz->saved, item) < 0)
            Py_CLEAR(item);
        if (item != NULL || PyErr_Occurred())
            return item;
    }
    if (lz->saved == NULL)
        return NULL;
    if (lz->at >= PyList_GET_SIZE(lz->saved)) {
        lz->at = 0;
        lz->rounds--;
    }
    if (lz->rounds < 1 || PyList_GET_SIZE(lz->saved) == 0) {
        Py_CLEAR(lz->saved);
        return NULL;
    }
    item = PyList_GET_ITEM(lz->saved, lz->at);
    lz->at++;
    Py_INCREF(item);
    return item;
}

static PyObject *
cycle_n_reduce(cycle_nobject *lz, PyObject *Py_UNUSED(ignored))
{
    if (lz->saved == NULL)
        return Py_BuildValue("O(()i)", Py_TYPE(lz), 0);
    if (lz->it == NULL)
        return Py_BuildValue("O(()n)(On)", Py_TYPE(lz), lz->rounds + 1,
                             lz->saved, lz->at);
    return Py_BuildValue("O(On)(On)", Py_TYPE(lz), lz->it, lz->rounds + 1,
                         lz->saved, lz->at);
}

static PyObject *
cycle_n_setstate(cycle_nobject *lz, PyObject *state)
{
    PyObject *saved;
    Py_ssize_t at;

    if (!PyTuple_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "state is not a tuple");
        return NULL;
    }
    if (!PyArg_ParseTuple(state, "O!n", &PyList_Type, &saved, &at))
        return NULL;
    if (at < 0) {
        PyErr_SetString(PyExc_ValueError, "state must not be negative");
        return NULL;
    }
    saved = PySequence_List(saved);
    if (saved == NULL)
        return NULL;
    Py_XSETREF(lz->saved, saved);
    lz->at = at;
    Py_RETURN_NONE;
}

static PyMethodDef cycle_n_methods[] = {
    {"__reduce__",      (PyCFunction)cycle_n_reduce,    METH_NOARGS,
     reduce_doc},
    {"__setstate__",    (PyCFunction)cycle_n_setstate,  METH_O,
     setstate_doc},
    {NULL,              NULL,                           0, NULL}  /* sentinel */
};

PyDoc_STRVAR(cycle_n_doc,
"cycle_n(iterable, n)\n--\n\nGive all items of the iterable, n times over.");

static PyTypeObject cycle_n_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "iterkit.cycle_n",
    sizeof(cycle_nobject),
    .tp_dealloc = (destructor)cycle_n_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = cycle_n_doc,
    .tp_traverse = (traverseproc)cycle_n_traverse,
    .tp_clear = (inquiry)cycle_n_clear,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)cycle_n_next,
    .tp_methods = cycle_n_methods,
    .tp_new = cycle_n_new,
};


/* peekable object, and the links of what it has read ahead *****************/

/* A link is never seen from Python. Its owner takes chains apart from the
   front, so that freeing a long one does not nest. */
typedef struct peeklink {
    PyObject_HEAD
    PyObject *item;
    struct peeklink *next;
} peeklinkobject;

typedef struct {
    PyObject_HEAD
    PyObject *it;                 /* NULL when exhausted */
    peeklinkobject *first;        /* what comes next, before it is asked */
    peeklinkobject *last;         /* borrowed */
    Py_ssize_t ahead;             /* how many links there are */
    Py_ssize_t limit;             /* how many there may be, -1 if any number */
    PyObject *weakreflist;
} peekableobject;

static peeklinkobject *
peeklink_create(PyObject *item)
{
    peeklinkobject *link = PyObject_GC_New(peeklinkobject, &peeklink_type);

    if (link == NULL)
        return NULL;
    Py_INCREF(item);
    link->item = item;
    link->next = NULL;
    PyObject_GC_Track(link);
    return link;
}

static void
peeklink_dealloc(peeklinkobject *link)
{
    PyObject_GC_UnTrack(link);
    Py_XDECREF(link->item);
    Py_XDECREF(link->next);
    PyObject_GC_Del(link);
}

static int
peeklink_traverse(peeklinkobject *link, visitproc visit, void *arg)
{
    Py_VISIT(link->item);
    Py_VISIT(link->next);
    return 0;
}

static PyTypeObject peeklink_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "iterkit._peeklink",
    .tp_basicsize = sizeof(peeklinkobject),
    .tp_dealloc = (destructor)peeklink_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)peeklink_traverse,
};

static PyObject *
peekable_over(PyTypeObject *type, PyObject *iterable)
{
    PyObject *it = PyObject_GetIter(iterable);
    peekableobject *p;

    if (it == NULL)
        return NULL;
    p = (peekableobject *)type->tp_alloc(type, 0);
    if (p == NULL) {
        Py_DECREF(it);
        return NULL;
    }
    p->it = it;
    p->limit = -1;
    return (PyObject *)p;
}

static PyObject *
peekable_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *kwargs[] = {"iterable", NULL};
    PyObject *iterable;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "O:peekable", kwargs,
                                     &iterable))
        return NULL;
    return peekable_over(type, iterable);
}

/* Takes the first link out and gives its item. There must be one. */
static PyObject *
peekable_pop(peekableobject *p)
{
    peeklinkobject *link = p->first;
    PyObject *item = link->item;

    p->first = link->next;
    if (p->first == NULL)
        p->last = NULL;
    p->ahead--;
    link->next = NULL;
    Py_INCREF(item);
    Py_DECREF(link);
    return item;
}

static int
peekable_clear(peekableobject *p)
{
    Py_CLEAR(p->it);
    while (p->first != NULL)
        Py_DECREF(peekable_pop(p));
    return 0;
}

static void
peekable_dealloc(peekableobject *p)
{
    PyObject_GC_UnTrack(p);
    if (p->weakreflist != NULL)
        PyObject_ClearWeakRefs((PyObject *)p);
    peekable_clear(p);
    Py_TYPE(p)->tp_free(p);
}

static int
peekable_traverse(peekableobject *p, visitproc visit, void *arg)
{
    Py_VISIT(p->it);
    Py_VISIT(p->first);
    return 0;
}

static int
peekable_room(peekableobject *p)
{
    if (p->limit < 0 || p->ahead < p->limit)
        return 1;
    PyErr_Format(PyExc_IndexError, "cannot look more than %zd items ahead",
                 p->limit);
    return 0;
}

/* Reads until n items are ahead, or all there are. -1 on an error. */
static int
peekable_read(peekableobject *p, Py_ssize_t n)
{
    while (p->ahead < n && p->it != NULL) {
        peeklinkobject *link;
        PyObject *item;

        if (!peekable_room(p))
            return -1;
        item = next_or_drop(&p->it);
        if (item == NULL)
            return PyErr_Occurred() ? -1 : 0;
        link = peeklink_create(item);
        Py_DECREF(item);
        if (link == NULL)
            return -1;
        if (p->last == NULL)
            p->first = link;
        else
            p->last->next = link;
        p->last = link;
        p->ahead++;
    }
    return 0;
}

static PyObject *
peekable_next(peekableobject *p)
{
    if (p->first != NULL)
        return peekable_pop(p);
    return next_or_drop(&p->it);
}

static PyObject *
peekable_peek(peekableobject *p, PyObject *args)
{
    PyObject *result = NULL;

    if (!PyArg_UnpackTuple(args, "peek", 0, 1, &result))
        return NULL;
    if (peekable_read(p, 1) < 0)
        return NULL;
    if (p->first != NULL)
        result = p->first->item;
    if (result == NULL)
        PyErr_SetString(PyExc_StopIteration, "nothing is left");
    Py_XINCREF(result);
    return result;
}

/* The first n items as a tuple, without taking them. */
static PyObject *
peekable_ahead(peekableobject *p, Py_ssize_t n)
{
    PyObject *list = PyList_New(0);
    peeklinkobject *link;
    PyObject *result;

    if (list == NULL)
        return NULL;
    for (link = p->first; link != NULL && n > 0; link = link->next, n--) {
        if (PyList_Append(list, link->item) < 0) {
            Py_DECREF(list);
            return NULL;
        }
    }
    result = PyList_AsTuple(list);
    Py_DECREF(list);
    return result;
}

static PyObject *
peekable_peek_many(peekableobject *p, PyObject *arg)
{
    Py_ssize_t n = PyNumber_AsSsize_t(arg, PyExc_OverflowError);

    if (n == -1 && PyErr_Occurred())
        return NULL;
    if (peekable_read(p, n) < 0)
        return NULL;
    return peekable_ahead(p, n);
}

static PyObject *
peekable_push(peekableobject *p, PyObject *args)
{
    Py_ssize_t i;

    for (i = PyTuple_GET_SIZE(args) - 1; i >= 0; i--) {
        peeklinkobject *link;

        if (!peekable_room(p))
            return NULL;
        link = peeklink_create(PyTuple_GET_ITEM(args, i));
        if (link == NULL)
            return NULL;
        link->next = p->first;
        p->first = link;
        if (p->last == NULL)
            p->last = link;
        p->ahead++;
    }
    Py_RETURN_NONE;
}

static PyObject *
peekable_len(peekableobject *p, PyObject *Py_UNUSED(ignored))
{
    Py_ssize_t n = p->it == NULL ? 0 : PyObject_LengthHint(p->it, 0);

    if (n < 0)
        return NULL;
    return PyLong_FromSsize_t(p->ahead + n);
}

static PyObject *
peekable_reduce(peekableobject *p, PyObject *Py_UNUSED(ignored))
{
    PyObject *ahead = peekable_ahead(p, p->ahead);

    if (ahead == NULL)
        return NULL;
    if (p->it == NULL)
        return Py_BuildValue("O(())(Nn)", Py_TYPE(p), ahead, p->limit);
    return Py_BuildValue("O(O)(Nn)", Py_TYPE(p), p->it, ahead, p->limit);
}

static PyObject *
peekable_setstate(peekableobject *p, PyObject *state)
{
    PyObject *ahead, *result;
    Py_ssize_t limit;

    if (!PyTuple_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "state is not a tuple");
        return NULL;
    }
    if (!PyArg_ParseTuple(state, "O!n", &PyTuple_Type, &ahead, &limit))
        return NULL;
    p->limit = -1;
    result = peekable_push(p, ahead);
    p->limit = limit < 0 ? -1 : limit;
    return result;
}

static int
peekable_bool(PyObject *self)
{
    peekableobject *p = (peekableobject *)self;

    if (peekable_read(p, 1) < 0)
        return -1;
    return p->first != NULL;
}

static PyObject *
peekable_item(peekableobject *p, Py_ssize_t i)
{
    peeklinkobject *link = NULL;

    if (i >= 0 && i < PY_SSIZE_T_MAX) {
        if (peekable_read(p, i + 1) < 0)
            return NULL;
        for (link = p->first; link != NULL && i > 0; i--)
            link = link->next;
    }
    if (link == NULL) {
        PyErr_SetString(PyExc_IndexError, "nothing is there");
        return NULL;
    }
    Py_INCREF(link->item);
    return link->item;
}

static PyObject *
peekable_get_limit(peekableobject *p, void *Py_UNUSED(closure))
{
    if (p->limit < 0)
        Py_RETURN_NONE;
    return PyLong_FromSsize_t(p->limit);
}

static int
peekable_set_limit(peekableobject *p, PyObject *value,
                   void *Py_UNUSED(closure))
{
    Py_ssize_t limit = -1;

    if (value == NULL) {
        PyErr_SetString(PyExc_AttributeError, "limit cannot be deleted");
        return -1;
    }
    if (value != Py_None) {
        limit = PyNumber_AsSsize_t(value, PyExc_OverflowError);
        if (limit == -1 && PyErr_Occurred())
            return -1;
        if (limit < p->ahead) {
            PyErr_Format(PyExc_ValueError, "%zd items were read already",
                         p->ahead);
            return -1;
        }
    }
    p->limit = limit;
    return 0;
}

PyDoc_STRVAR(peek_doc,
"peek([default])\n\n\
Return the next item without taking it. If there is none, return the default,\n\
or raise StopIteration.");
PyDoc_STRVAR(peek_many_doc,
"peek_many($self, n, /)\n--\n\n\
Return the next n items, or as many as there are, without taking them.");
PyDoc_STRVAR(push_doc,
"push($self, /, *items)\n--\n\nMake the items the next ones.");

static PyMethodDef peekable_methods[] = {
    {"peek",            (PyCFunction)peekable_peek,     METH_VARARGS,
     peek_doc},
    {"peek_many",       (PyCFunction)peekable_peek_many,        METH_O,
     peek_many_doc},
    {"push",            (PyCFunction)peekable_push,     METH_VARARGS,
     push_doc},
    {"__length_hint__", (PyCFunction)peekable_len,      METH_NOARGS,
     length_hint_doc},
    {"__reduce__",      (PyCFunction)peekable_reduce,   METH_NOARGS,
     reduce_doc},
    {"__setstate__",    (PyCFunction)peekable_setstate, METH_O,
     setstate_doc},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS,
     PyDoc_STR("See PEP 585")},
    {NULL,              NULL,                           0, NULL}  /* sentinel */
};

static PyMemberDef peekable_members[] = {
    {"ahead", T_PYSSIZET, offsetof(peekableobject, ahead), READONLY,
     "how many items were read and not taken"},
    {NULL, 0, 0, 0, NULL}         /* sentinel */
};

static PyGetSetDef peekable_getset[] = {
    {"limit", (getter)peekable_get_limit, (setter)peekable_set_limit,
     "how far one may look ahead, None if as far as one likes", NULL},
    {NULL, NULL, NULL, NULL, NULL}      /* sentinel */
};

static PyNumberMethods peekable_as_number = {
    .nb_bool = peekable_bool,
};

static PySequenceMethods peekable_as_sequence = {
    0,                                  /* sq_length */
    0,                                  /* sq_concat */
    0,                                  /* sq_repeat */
    (ssizeargfunc)peekable_item,        /* sq_item */
};

PyDoc_STRVAR(peekable_doc,
"peekable(iterable)\n--\n\n\
An iterator that can be asked for what it will give.");

static PyTypeObject peekable_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "iterkit.peekable",                 /* tp_name */
    sizeof(peekableobject),             /* tp_basicsize */
    0,                                  /* tp_itemsize */
    /* methods */
    (destructor)peekable_dealloc,       /* tp_dealloc */
    0,                                  /* tp_vectorcall_offset */
    0,                                  /* tp_getattr */
    0,                                  /* tp_setattr */
    0,                                  /* tp_as_async */
    0,                                  /* tp_repr */
    &peekable_as_number,                /* tp_as_number */
    &peekable_as_sequence,              /* tp_as_sequence */
    0,                                  /* tp_as_mapping */
    0,                                  /* tp_hash */
    0,                                  /* tp_call */
    0,                                  /* tp_str */
    PyObject_GenericGetAttr,            /* tp_getattro */
    0,                                  /* tp_setattro */
    0,                                  /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
        Py_TPFLAGS_BASETYPE,            /* tp_flags */
    peekable_doc,                       /* tp_doc */
    (traverseproc)peekable_traverse,    /* tp_traverse */
    (inquiry)peekable_clear,            /* tp_clear */
    0,                                  /* tp_richcompare */
    offsetof(peekableobject, weakreflist),      /* tp_weaklistoffset */
    PyObject_SelfIter,                  /* tp_iter */
    (iternextfunc)peekable_next,        /* tp_iternext */
    peekable_methods,                   /* tp_methods */
    peekable_members,                   /* tp_members */
    peekable_getset,                    /* tp_getset */
    0,                                  /* tp_base */
    0,                                  /* tp_dict */
    0,                                  /* tp_descr_get */
    0,                                  /* tp_descr_set */
    0,                                  /* tp_dictoffset */
    0,                                  /* tp_init */
    0,                                  /* tp_alloc */
    peekable_new,                       /* tp_new */
    PyObject_GC_Del,                    /* tp_free */
};


/* run object: made by this module only *************************************/

typedef struct {
    PyObject_HEAD
    PyObject *value;
    Py_ssize_t length;
} runobject;

static PyObject *
run_create(PyObject *value, Py_ssize_t length)
{
    runobject *run = PyObject_New(runobject, &run_type);

    if (run == NULL)
        return NULL;
    Py_INCREF(value);
    run->value = value;
    run->length = length;
    return (PyObject *)run;
}

static void
run_dealloc(runobject *run)
{
    Py_DECREF(run->value);
    PyObject_Del(run);
}

static PyObject *
run_repr(runobject *run)
{
    return PyUnicode_FromFormat("<run of %zd times %R>", run->length,
                                run->value);
}

static Py_hash_t
run_hash(runobject *run)
{
    Py_hash_t hash = PyObject_Hash(run->value);

    if (hash == -1)
        return -1;
    hash = (Py_hash_t)((Py_uhash_t)hash * 31 + (Py_uhash_t)run->length);
    return hash == -1 ? -2 : hash;
}

static PyObject *
run_richcompare(PyObject *left, PyObject *right, int op)
{
    int same;

    if ((op != Py_EQ && op != Py_NE) || !run_check(left) || !run_check(right))
        Py_RETURN_NOTIMPLEMENTED;
    same = ((runobject *)left)->length == ((runobject *)right)->length;
    if (same) {
        same = PyObject_RichCompareBool(((runobject *)left)->value,
                                        ((runobject *)right)->value, Py_EQ);
        if (same < 0)
            return NULL;
    }
    return PyBool_FromLong(same == (op == Py_EQ));
}

/* Two runs of one value make a longer one. */
static PyObject *
run_add(PyObject *left, PyObject *right)
{
    runobject *a = (runobject *)left, *b = (runobject *)right;
    int same;

    if (!run_check(left) || !run_check(right))
        Py_RETURN_NOTIMPLEMENTED;
    same = PyObject_RichCompareBool(a->value, b->value, Py_EQ);
    if (same < 0)
        return NULL;
    if (!same) {
        PyErr_SetString(PyExc_ValueError, "runs of different values");
        return NULL;
    }
    if (a->length > PY_SSIZE_T_MAX - b->length)
        return PyErr_NoMemory();
    return run_create(a->value, a->length + b->length);
}

static PyObject *
run_as_tuple(runobject *run, PyObject *Py_UNUSED(ignored))
{
    return Py_BuildValue("On", run->value, run->length);
}

static PyMethodDef run_methods[] = {
    {"as_tuple", (PyCFunction)run_as_tuple, METH_NOARGS,
     PyDoc_STR("as_tuple($self, /)\n--\n\nReturn value and length.")},
    {NULL, NULL, 0, NULL}
};

static PyMemberDef run_members[] = {
    {"value", T_OBJECT_EX, offsetof(runobject, value), READONLY, NULL},
    {"length", T_PYSSIZET, offsetof(runobject, length), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyNumberMethods run_as_number = {
    .nb_add = run_add,
};

static PyTypeObject run_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "iterkit.run",
    .tp_basicsize = sizeof(runobject),
    .tp_dealloc = (destructor)run_dealloc,
    .tp_repr = (reprfunc)run_repr,
    .tp_as_number = &run_as_number,
    .tp_hash = (hashfunc)run_hash,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = PyDoc_STR("A value, and how often it came in a row."),
    .tp_richcompare = run_richcompare,
    .tp_methods = run_methods,
    .tp_members = run_members,
};


/* iterator over runs: what runs() returns, not seen by name ****************/

typedef struct {
    PyObject_HEAD
    PyObject *it;                 /* NULL when exhausted */
    PyObject *pending;            /* the first item of the next run, or NULL */
} runsobject;

static PyTypeObject runs_type;

static runsobject *
runs_create(PyObject *iterable)
{
    PyObject *it = PyObject_GetIter(iterable);
    runsobject *lz;

    if (it == NULL)
        return NULL;
    lz = PyObject_GC_New(runsobject, &runs_type);
    if (lz == NULL) {
        Py_DECREF(it);
        return NULL;
    }
    lz->it = it;
    lz->pending = NULL;
    PyObject_GC_Track(lz);
    return lz;
}

static int
runs_clear(runsobject *lz)
{
    Py_CLEAR(lz->it);
    Py_CLEAR(lz->pending);
    return 0;
}

static void
runs_dealloc(runsobject *lz)
{
    PyObject_GC_UnTrack(lz);
    (void)runs_clear(lz);
    PyObject_GC_Del(lz);
}

static int
runs_traverse(runsobject *lz, visitproc visit, void *arg)
{
    Py_VISIT(lz->it);
    Py_VISIT(lz->pending);
    return 0;
}

static PyObject *
runs_next(runsobject *lz)
{
    PyObject *value, *item, *run;
    Py_ssize_t length = 1;
    int same;

    value = lz->pending;
    lz->pending = NULL;
    if (value == NULL)
        value = next_or_drop(&lz->it);
    if (value == NULL)
        return NULL;
    while ((item = next_or_drop(&lz->it)) != NULL) {
        same = PyObject_RichCompareBool(value, item, Py_EQ);
        if (same <= 0) {
            Py_XSETREF(lz->pending, item);
            if (same < 0)
                goto error;
            break;
        }
        Py_DECREF(item);
        length++;
    }
    if (item == NULL && PyErr_Occurred())
        goto error;
    run = run_create(value, length);
    Py_DECREF(value);
    return run;

error:
    Py_DECREF(value);
    return NULL;
}

static PyTypeObject runs_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "iterkit._runs",
    .tp_basicsize = sizeof(runsobject),
    .tp_dealloc = (destructor)runs_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)runs_traverse,
    .tp_clear = (inquiry)runs_clear,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)runs_next,
};


/* module level code ********************************************************/

static PyObject *
iterkit_runs(PyObject *Py_UNUSED(module), PyObject *iterable)
{
    return (PyObject *)runs_create(iterable);
}

static PyObject *
iterkit_longest_run(PyObject *Py_UNUSED(module), PyObject *iterable)
{
    runsobject *runs = runs_create(iterable);
    PyObject *best = NULL, *run;

    if (runs == NULL)
        return NULL;
    while ((run = runs_next(runs)) != NULL) {
        if (best == NULL ||
                ((runobject *)run)->length > ((runobject *)best)->length)
            Py_XSETREF(best, run);
        else
            Py_DECREF(run);
    }
    Py_DECREF(runs);
    if (PyErr_Occurred()) {
        Py_XDECREF(best);
        return NULL;
    }
    if (best == NULL)
        Py_RETURN_NONE;
    return best;
}

static PyObject *
iterkit_pairs(PyObject *Py_UNUSED(module), PyObject *iterable)
{
    return window_plain(iterable, 2);
}

static PyObject *
iterkit_ensure_peekable(PyObject *Py_UNUSED(module), PyObject *arg)
{
    if (peekable_check(arg)) {
        Py_INCREF(arg);
        return arg;
    }
    return peekable_over(&peekable_type, arg);
}

static PyMethodDef module_methods[] = {
    {"runs",            iterkit_runs,                   METH_O,
     PyDoc_STR("runs($module, iterable, /)\n--\n\n"
               "Give a run for each stretch of equal items.")},
    {"longest_run",     iterkit_longest_run,            METH_O,
     PyDoc_STR("longest_run($module, iterable, /)\n--\n\n"
               "Return the longest run, the first of them, or None.")},
    {"pairs",           iterkit_pairs,                  METH_O,
     PyDoc_STR("pairs($module, iterable, /)\n--\n\n"
               "Return a window of two items.")},
    {"ensure_peekable", iterkit_ensure_peekable,        METH_O,
     PyDoc_STR("ensure_peekable($module, iterable, /)\n--\n\n"
               "Return the iterable if it is peekable, else a peekable.")},
    {NULL,              NULL,                           0, NULL}  /* sentinel */
};

static struct PyModuleDef iterkit_module = {
    PyModuleDef_HEAD_INIT,
    "iterkit",
    module_doc,
    -1,
    module_methods,
    NULL,
    NULL,
    NULL,
    NULL
};

PyMODINIT_FUNC
PyInit_iterkit(void)
{
    size_t i;
    PyObject *m;
    PyTypeObject *typelist[] = {
        &countdown_type,
        &pairwise_sum_type,
        &chunked_type,
        &interleave_type,
        &flatten_once_type,
        &take_type,
        &window_type,
        &cycle_n_type,
        &peekable_type,
        &run_type,
    };

    m = PyModule_Create(&iterkit_module);
    if (m == NULL)
        return NULL;
    for (i = 0; i < Py_ARRAY_LENGTH(typelist); i++) {
        if (PyModule_AddType(m, typelist[i]) < 0)
            goto error;
    }
    if (PyType_Ready(&ring_type) < 0 || PyType_Ready(&peeklink_type) < 0)
        goto error;
    if (PyType_Ready(&runs_type) < 0)
        goto error;

    LengthMismatch = PyErr_NewExceptionWithDoc(
        "iterkit.LengthMismatch", "What should be of one length is not.",
        PyExc_ValueError, NULL);
    if (LengthMismatch == NULL)
        goto error;
    Py_INCREF(LengthMismatch);
    if (PyModule_AddObject(m, "LengthMismatch", LengthMismatch) < 0) {
        Py_DECREF(LengthMismatch);
        goto error;
    }
    return m;

error:
    Py_DECREF(m);
    return NULL;
}
