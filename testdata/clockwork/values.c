/* Durations, instants, and the intervals between them. */

#include "clockwork.h"

static PyTypeObject IntervalIter_Type;

PyObject *
nanos_create(PyTypeObject *type, long long nanos)
{
    NanosObject *self;

    if (nanos == 0 && type == &Duration_Type && cw_zero != NULL) {
        Py_INCREF(cw_zero);
        return cw_zero;
    }
    self = (NanosObject *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->nanos = nanos;
    return (PyObject *)self;
}

static PyObject *
nanos_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *keywords[] = {"seconds", "nanos", NULL};
    PyObject *seconds = NULL;
    long long nanos = 0, whole = 0;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "|OL", keywords, &seconds, &nanos))
        return NULL;
    if (seconds != NULL && cw_as_nanos(seconds, &whole) < 0)
        return NULL;
    if (cw_add_nanos(whole, nanos, &nanos) < 0)
        return NULL;
    return nanos_create(type, nanos);
}

static PyObject *
nanos_richcompare(PyObject *left, PyObject *right, int op)
{
    /* A duration and an instant have nothing in common. */
    if (!Nanos_Check(left) || !Nanos_Check(right) || Instant_Check(left) != Instant_Check(right))
        Py_RETURN_NOTIMPLEMENTED;
    Py_RETURN_RICHCOMPARE(NANOS(left), NANOS(right), op);
}

static Py_hash_t
nanos_hash(NanosObject *self)
{
    Py_hash_t hash = (Py_hash_t)self->nanos;

    return hash == -1 ? -2 : hash;
}

static PyObject *
nanos_str(NanosObject *self)
{
    return cw_format(self->nanos);
}

static PyObject *
nanos_seconds(NanosObject *self, void *Py_UNUSED(closure))
{
    return PyFloat_FromDouble((double)self->nanos / (double)NANOS_PER_SECOND);
}

static PyObject *
nanos_reduce(NanosObject *self, PyObject *Py_UNUSED(ignored))
{
    return Py_BuildValue("O(iL)", Py_TYPE(self), 0, self->nanos);
}

/* How many nanoseconds a unit has; no state, no class. */
static PyObject *
nanos_unit(PyObject *Py_UNUSED(null), PyObject *arg)
{
    const char *name = PyUnicode_Check(arg) ? PyUnicode_AsUTF8(arg) : "";
    static const struct {
        const char *name;
        long long nanos;
    } units[] = {{"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", NANOS_PER_SECOND}};
    size_t i;

    if (name == NULL)
        return NULL;
    for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcmp(units[i].name, name) == 0)
            return PyLong_FromLongLong(units[i].nanos);
    }
    return PyErr_Format(PyExc_ValueError, "%R is no unit of time", arg);
}

/* Of so many of a unit: Duration.of(3, "ms"), on subclasses, too. */
static PyObject *
nanos_of(PyObject *type, PyObject *args)
{
    PyObject *unit, *size;
    long long count, nanos;

    if (!PyArg_ParseTuple(args, "LU:of", &count, &unit))
        return NULL;
    size = nanos_unit(NULL, unit);
    if (size == NULL)
        return NULL;
    nanos = PyLong_AsLongLong(size);
    Py_DECREF(size);
    if (count > LLONG_MAX / nanos || count < LLONG_MIN / nanos) {
        PyErr_SetString(PyExc_OverflowError, "time is too far away");
        return NULL;
    }
    return nanos_create((PyTypeObject *)type, count * nanos);
}

static PyMethodDef nanos_methods[] = {
    {"of", nanos_of, METH_VARARGS | METH_CLASS, "of($type, count, unit, /)\n--\n\nMake one of so many of a unit."},
    {"unit", nanos_unit, METH_O | METH_STATIC, "unit(name, /)\n--\n\nHow many nanoseconds a unit has."},
    {"__reduce__", (PyCFunction)nanos_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyMemberDef nanos_members[] = {
    {"nanos", T_LONGLONG, offsetof(NanosObject, nanos), READONLY, "in nanoseconds"},
    {NULL, 0, 0, 0, NULL}
};

static PyGetSetDef nanos_getset[] = {
    {"seconds", (getter)nanos_seconds, NULL, "in seconds, as a float", NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

/* Duration */

static PyObject *
duration_repr(NanosObject *self)
{
    PyObject *text = cw_format(self->nanos), *result;

    if (text == NULL)
        return NULL;
    result = PyUnicode_FromFormat("<Duration %U>", text);
    Py_DECREF(text);
    return result;
}

static PyObject *
duration_add(PyObject *left, PyObject *right)
{
    long long sum;

    if (!Duration_Check(left) || !Duration_Check(right))
        Py_RETURN_NOTIMPLEMENTED;
    if (cw_add_nanos(NANOS(left), NANOS(right), &sum) < 0)
        return NULL;
    return Duration_NEW(sum);
}

static PyObject *
duration_negative(PyObject *self)
{
    long long nanos;

    if (NANOS(self) == LLONG_MIN)
        return PyErr_Format(PyExc_OverflowError, "time is too far away");
    nanos = -NANOS(self);
    return Duration_NEW(nanos);
}

static PyObject *
duration_subtract(PyObject *left, PyObject *right)
{
    PyObject *negative, *result;

    if (!Duration_Check(left) || !Duration_Check(right))
        Py_RETURN_NOTIMPLEMENTED;
    negative = duration_negative(right);
    if (negative == NULL)
        return NULL;
    result = duration_add(left, negative);
    Py_DECREF(negative);
    return result;
}

/* A duration times a whole number, in either order. */
static PyObject *
duration_multiply(PyObject *left, PyObject *right)
{
    PyObject *duration = Duration_Check(left) ? left : right;
    PyObject *number = duration == left ? right : left;
    PyObject *nanos, *product;
    long long result;

    if (!Duration_Check(duration) || !PyLong_Check(number))
        Py_RETURN_NOTIMPLEMENTED;
    nanos = PyLong_FromLongLong(NANOS(duration));
    if (nanos == NULL)
        return NULL;
    product = PyNumber_Multiply(nanos, number);
    Py_DECREF(nanos);
    if (product == NULL)
        return NULL;
    result = PyLong_AsLongLong(product);
    Py_DECREF(product);
    if (result == -1 && PyErr_Occurred())
        return NULL;
    return Duration_NEW(result);
}

/* How often one duration goes into another, as a float. */
static PyObject *
duration_divide(PyObject *left, PyObject *right)
{
    if (!Duration_Check(left) || !Duration_Check(right))
        Py_RETURN_NOTIMPLEMENTED;
    if (NANOS(right) == 0)
        return PyErr_Format(PyExc_ZeroDivisionError, "division by no time");
    return PyFloat_FromDouble((double)NANOS(left) / (double)NANOS(right));
}

static PyObject *
duration_positive(PyObject *self)
{
    if (Py_IS_TYPE(self, &Duration_Type)) {
        Py_INCREF(self);
        return self;
    }
    return Duration_NEW(NANOS(self));
}

static PyObject *
duration_absolute(PyObject *self)
{
    return NANOS(self) < 0 ? duration_negative(self) : duration_positive(self);
}

static int
duration_bool(NanosObject *self)
{
    return self->nanos != 0;
}

static PyNumberMethods duration_as_number = {
    duration_add,               /* nb_add */
    duration_subtract,          /* nb_subtract */
    duration_multiply,          /* nb_multiply */
    0,                          /* nb_remainder */
    0,                          /* nb_divmod */
    0,                          /* nb_power */
    duration_negative,          /* nb_negative */
    duration_positive,          /* nb_positive */
    duration_absolute,          /* nb_absolute */
    (inquiry)duration_bool,     /* nb_bool */
    0,                          /* nb_invert */
    0,                          /* nb_lshift */
    0,                          /* nb_rshift */
    0,                          /* nb_and */
    0,                          /* nb_xor */
    0,                          /* nb_or */
    0,                          /* nb_int */
    0,                          /* nb_reserved */
    0,                          /* nb_float */
    0,                          /* nb_inplace_add */
    0,                          /* nb_inplace_subtract */
    0,                          /* nb_inplace_multiply */
    0,                          /* nb_inplace_remainder */
    0,                          /* nb_inplace_power */
    0,                          /* nb_inplace_lshift */
    0,                          /* nb_inplace_rshift */
    0,                          /* nb_inplace_and */
    0,                          /* nb_inplace_xor */
    0,                          /* nb_inplace_or */
    0,                          /* nb_floor_divide */
    duration_divide,            /* nb_true_divide */
};

PyDoc_STRVAR(duration_doc,
"Duration(seconds=0, nanos=0)\n--\n\n\
A length of time, forward or backward.");

PyTypeObject Duration_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "clockwork.Duration",               /* tp_name */
    sizeof(NanosObject),                /* tp_basicsize */
    0,                                  /* tp_itemsize */
    0,                                  /* tp_dealloc */
    0,                                  /* tp_vectorcall_offset */
    0,                                  /* tp_getattr */
    0,                                  /* tp_setattr */
    0,                                  /* tp_as_async */
    (reprfunc)duration_repr,            /* tp_repr */
    &duration_as_number,                /* tp_as_number */
    0,                                  /* tp_as_sequence */
    0,                                  /* tp_as_mapping */
    (hashfunc)nanos_hash,               /* tp_hash */
    0,                                  /* tp_call */
    (reprfunc)nanos_str,                /* tp_str */
    0,                                  /* tp_getattro */
    0,                                  /* tp_setattro */
    0,                                  /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, /* tp_flags */
    duration_doc,                       /* tp_doc */
    0,                                  /* tp_traverse */
    0,                                  /* tp_clear */
    nanos_richcompare,                  /* tp_richcompare */
    0,                                  /* tp_weaklistoffset */
    0,                                  /* tp_iter */
    0,                                  /* tp_iternext */
    nanos_methods,                      /* tp_methods */
    nanos_members,                      /* tp_members */
    nanos_getset,                       /* tp_getset */
    0,                                  /* tp_base */
    0,                                  /* tp_dict */
    0,                                  /* tp_descr_get */
    0,                                  /* tp_descr_set */
    0,                                  /* tp_dictoffset */
    0,                                  /* tp_init */
    0,                                  /* tp_alloc */
    nanos_new,                          /* tp_new */
};

/* Instant */

static PyObject *
instant_repr(NanosObject *self)
{
    PyObject *text = cw_format(self->nanos), *result;

    if (text == NULL)
        return NULL;
    result = PyUnicode_FromFormat("<Instant %U>", text);
    Py_DECREF(text);
    return result;
}

/* An instant and a duration, in either order. */
static PyObject *
instant_add(PyObject *left, PyObject *right)
{
    long long sum;

    if (!(Instant_Check(left) && Duration_Check(right)) && !(Duration_Check(left) && Instant_Check(right)))
        Py_RETURN_NOTIMPLEMENTED;
    if (cw_add_nanos(NANOS(left), NANOS(right), &sum) < 0)
        return NULL;
    return Instant_NEW(sum);
}

/* An instant less a duration, or the duration between two instants. */
static PyObject *
instant_subtract(PyObject *left, PyObject *right)
{
    long long difference;

    if (!Instant_Check(left) || !Nanos_Check(right))
        Py_RETURN_NOTIMPLEMENTED;
    if (NANOS(right) == LLONG_MIN)
        return PyErr_Format(PyExc_OverflowError, "time is too far away");
    if (cw_add_nanos(NANOS(left), -NANOS(right), &difference) < 0)
        return NULL;
    return Instant_Check(right) ? Duration_NEW(difference) : Instant_NEW(difference);
}

/* As a datetime in UTC. */
static PyObject *
instant_datetime(NanosObject *self, PyObject *Py_UNUSED(ignored))
{
    static PyObject *fromtimestamp = NULL, *utc = NULL;

    if (fromtimestamp == NULL) {
        PyObject *module = PyImport_ImportModule("datetime"), *type;

        if (module == NULL)
            return NULL;
        type = PyObject_GetAttrString(module, "timezone");
        utc = type == NULL ? NULL : PyObject_GetAttrString(type, "utc");
        Py_XDECREF(type);
        type = utc == NULL ? NULL : PyObject_GetAttrString(module, "datetime");
        Py_DECREF(module);
        fromtimestamp = type == NULL ? NULL : PyObject_GetAttrString(type, "fromtimestamp");
        Py_XDECREF(type);
        if (fromtimestamp == NULL) {
            Py_CLEAR(utc);
            return NULL;
        }
    }
    return PyObject_CallFunction(fromtimestamp, "LO", self->nanos / NANOS_PER_SECOND, utc);
}

static PyMethodDef instant_methods[] = {
    {"of", nanos_of, METH_VARARGS | METH_CLASS, "of($type, count, unit, /)\n--\n\nMake one of so many of a unit."},
    {"datetime", (PyCFunction)instant_datetime, METH_NOARGS,
     "datetime($self, /)\n--\n\nThe second it is in, as a datetime."},
    {"__reduce__", (PyCFunction)nanos_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyNumberMethods instant_as_number = {
    .nb_add = instant_add,
    .nb_subtract = instant_subtract,
};

PyDoc_STRVAR(instant_doc,
"Instant(seconds=0, nanos=0)\n--\n\n\
A point in time, by its distance from the first one.");

PyTypeObject Instant_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "clockwork.Instant",                /* tp_name */
    sizeof(NanosObject),                /* tp_basicsize */
    0,                                  /* tp_itemsize */
    0,                                  /* tp_dealloc */
    0,                                  /* tp_vectorcall_offset */
    0,                                  /* tp_getattr */
    0,                                  /* tp_setattr */
    0,                                  /* tp_as_async */
    (reprfunc)instant_repr,             /* tp_repr */
    &instant_as_number,                 /* tp_as_number */
    0,                                  /* tp_as_sequence */
    0,                                  /* tp_as_mapping */
    (hashfunc)nanos_hash,               /* tp_hash */
    0,                                  /* tp_call */
    (reprfunc)nanos_str,                /* tp_str */
    0,                                  /* tp_getattro */
    0,                                  /* tp_setattro */
    0,                                  /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT,                 /* tp_flags */
    instant_doc,                        /* tp_doc */
    0,                                  /* tp_traverse */
    0,                                  /* tp_clear */
    nanos_richcompare,                  /* tp_richcompare */
    0,                                  /* tp_weaklistoffset */
    0,                                  /* tp_iter */
    0,                                  /* tp_iternext */
    instant_methods,                    /* tp_methods */
    nanos_members,                      /* tp_members */
    nanos_getset,                       /* tp_getset */
    0,                                  /* tp_base */
    0,                                  /* tp_dict */
    0,                                  /* tp_descr_get */
    0,                                  /* tp_descr_set */
    0,                                  /* tp_dictoffset */
    0,                                  /* tp_init */
    0,                                  /* tp_alloc */
    nanos_new,                          /* tp_new */
};

/* Interval, and its iterator */

typedef struct {
    PyObject_HEAD
    PyObject *interval;
    PyObject *step;             /* a Duration */
    long long at;
} IntervalIterObject;

static PyObject *
interval_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *keywords[] = {"start", "stop", NULL};
    PyObject *start, *stop;
    IntervalObject *self;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "O!O!:Interval", keywords, &Instant_Type, &start,
                                     &Instant_Type, &stop))
        return NULL;
    if (NANOS(stop) < NANOS(start))
        return cw_time_travel(NANOS(start), NANOS(stop));
    self = (IntervalObject *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(start);
    self->start = start;
    Py_INCREF(stop);
    self->stop = stop;
    return (PyObject *)self;
}

static void
interval_dealloc(IntervalObject *self)
{
    Py_XDECREF(self->start);
    Py_XDECREF(self->stop);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
interval_repr(IntervalObject *self)
{
    return PyUnicode_FromFormat("<Interval from %S to %S>", self->start, self->stop);
}

static PyObject *
interval_richcompare(PyObject *left, PyObject *right, int op)
{
    int same;

    if ((op != Py_EQ && op != Py_NE) || !Interval_CheckExact(left) || !Interval_CheckExact(right))
        Py_RETURN_NOTIMPLEMENTED;
    same = NANOS(((IntervalObject *)left)->start) == NANOS(((IntervalObject *)right)->start)
        && NANOS(((IntervalObject *)left)->stop) == NANOS(((IntervalObject *)right)->stop);
    return PyBool_FromLong(same == (op == Py_EQ));
}

static int
interval_contains(IntervalObject *self, PyObject *op)
{
    if (Interval_CheckExact(op))
        return interval_contains(self, ((IntervalObject *)op)->start)
            && NANOS(((IntervalObject *)op)->stop) <= NANOS(self->stop);
    if (!Instant_Check(op))
        return 0;
    return NANOS(self->start) <= NANOS(op) && NANOS(op) < NANOS(self->stop);
}

/* The part that both have, or None. */
static PyObject *
interval_and(PyObject *left, PyObject *right)
{
    IntervalObject *a = (IntervalObject *)left, *b = (IntervalObject *)right;
    PyObject *start, *stop;

    if (!Interval_CheckExact(left) || !Interval_CheckExact(right))
        Py_RETURN_NOTIMPLEMENTED;
    start = NANOS(a->start) > NANOS(b->start) ? a->start : b->start;
    stop = NANOS(a->stop) < NANOS(b->stop) ? a->stop : b->stop;
    if (NANOS(start) >= NANOS(stop))
        Py_RETURN_NONE;
    return PyObject_CallFunctionObjArgs((PyObject *)&Interval_Type, start, stop, NULL);
}

static PyObject *
interval_length(IntervalObject *self, void *Py_UNUSED(closure))
{
    return instant_subtract(self->stop, self->start);
}

static PyObject *
interval_by(IntervalObject *self, PyObject *arg)
{
    IntervalIterObject *it;
    long long step;

    if (cw_as_nanos(arg, &step) < 0)
        return NULL;
    if (step <= 0)
        return PyErr_Format(PyExc_ValueError, "a step must go forward");
    it = PyObject_New(IntervalIterObject, &IntervalIter_Type);
    if (it == NULL)
        return NULL;
    Py_INCREF(self);
    it->interval = (PyObject *)self;
    it->at = NANOS(self->start);
    it->step = Duration_NEW(step);
    if (it->step == NULL) {
        Py_DECREF(it);
        return NULL;
    }
    return (PyObject *)it;
}

static PyObject *
interval_reduce(IntervalObject *self, PyObject *Py_UNUSED(ignored))
{
    return Py_BuildValue("O(OO)", Py_TYPE(self), self->start, self->stop);
}

static PyMethodDef interval_methods[] = {
    {"by", (PyCFunction)interval_by, METH_O, "by($self, step, /)\n--\n\nThe instants in it, a step apart."},
    {"__reduce__", (PyCFunction)interval_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyMemberDef interval_members[] = {
    {"start", T_OBJECT_EX, offsetof(IntervalObject, start), READONLY, "the first instant in it"},
    {"stop", T_OBJECT_EX, offsetof(IntervalObject, stop), READONLY, "the first instant after it"},
    {NULL, 0, 0, 0, NULL}
};

static PyGetSetDef interval_getset[] = {
    {"length", (getter)interval_length, NULL, "how long it is", NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static PyNumberMethods interval_as_number = {.nb_and = interval_and};

static PySequenceMethods interval_as_sequence = {
    0,                                  /* sq_length */
    0,                                  /* sq_concat */
    0,                                  /* sq_repeat */
    0,                                  /* sq_item */
    0,                                  /* was_sq_slice */
    0,                                  /* sq_ass_item */
    0,                                  /* was_sq_ass_slice */
    (objobjproc)interval_contains,      /* sq_contains */
};

PyTypeObject Interval_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "clockwork.Interval",
    .tp_basicsize = sizeof(IntervalObject),
    .tp_dealloc = (destructor)interval_dealloc,
    .tp_repr = (reprfunc)interval_repr,
    .tp_as_number = &interval_as_number,
    .tp_as_sequence = &interval_as_sequence,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Interval(start, stop)\n--\n\nThe time from one instant up to another.",
    .tp_richcompare = interval_richcompare,
    .tp_methods = interval_methods,
    .tp_members = interval_members,
    .tp_getset = interval_getset,
    .tp_new = interval_new,
};

static void
intervaliter_dealloc(IntervalIterObject *self)
{
    Py_XDECREF(self->interval);
    Py_XDECREF(self->step);
    PyObject_Del(self);
}

static PyObject *
intervaliter_next(IntervalIterObject *self)
{
    PyObject *result;

    if (self->at >= NANOS(((IntervalObject *)self->interval)->stop))
        return NULL;
    result = Instant_NEW(self->at);
    if (result != NULL && cw_add_nanos(self->at, NANOS(self->step), &self->at) < 0) {
        PyErr_Clear();
        self->at = LLONG_MAX;
    }
    return result;
}

static PyTypeObject IntervalIter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "clockwork._IntervalIter",
    .tp_basicsize = sizeof(IntervalIterObject),
    .tp_dealloc = (destructor)intervaliter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)intervaliter_next,
};

int
cw_values_init(PyObject *module)
{
    if (PyModule_AddType(module, &Duration_Type) < 0)
        return -1;
    if (PyModule_AddType(module, &Instant_Type) < 0)
        return -1;
    if (PyModule_AddType(module, &Interval_Type) < 0)
        return -1;
    if (PyType_Ready(&IntervalIter_Type) < 0)
        return -1;

    cw_zero = Duration_NEW(0);
    if (cw_zero == NULL)
        return -1;
    Py_INCREF(cw_zero);
    if (PyModule_AddObject(module, "ZERO", cw_zero) < 0) {
        Py_DECREF(cw_zero);
        return -1;
    }
    return 0;
}
