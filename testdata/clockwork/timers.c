/* Timers, of three kinds that derive from one another, and what they make when they fire. */

#include "clockwork.h"

/* Firing: made by clocks only */

PyObject *
firing_create(PyObject *timer, long long when)
{
    FiringObject *self;
    PyObject *at = Instant_NEW(when);

    if (at == NULL)
        return NULL;
    self = PyObject_GC_New(FiringObject, &Firing_Type);
    if (self == NULL) {
        Py_DECREF(at);
        return NULL;
    }
    Py_INCREF(timer);
    self->timer = timer;
    self->at = at;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static void
firing_dealloc(FiringObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->timer);
    Py_XDECREF(self->at);
    PyObject_GC_Del(self);
}

static int
firing_traverse(FiringObject *self, visitproc visit, void *arg)
{
    Py_VISIT(self->timer);
    Py_VISIT(self->at);
    return 0;
}

static int
firing_clear(FiringObject *self)
{
    Py_CLEAR(self->timer);
    return 0;
}

static PyObject *
firing_repr(FiringObject *self)
{
    PyObject *label = self->timer == NULL ? NULL : ((TimerObject *)self->timer)->label;

    return PyUnicode_FromFormat("<Firing of %R at %S>", label == NULL ? Py_None : label, self->at);
}

static PyMemberDef firing_members[] = {
    {"timer", T_OBJECT_EX, offsetof(FiringObject, timer), READONLY, "the timer that fired"},
    {"at", T_OBJECT_EX, offsetof(FiringObject, at), READONLY, "when it was due"},
    {NULL, 0, 0, 0, NULL}
};

PyTypeObject Firing_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "clockwork.Firing",
    .tp_basicsize = sizeof(FiringObject),
    .tp_dealloc = (destructor)firing_dealloc,
    .tp_repr = (reprfunc)firing_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "What a timer makes when it fires.",
    .tp_traverse = (traverseproc)firing_traverse,
    .tp_clear = (inquiry)firing_clear,
    .tp_members = firing_members,
};

/* Timer */

static int
timer_init(TimerObject *self, PyObject *args, PyObject *kwds)
{
    static char *keywords[] = {"callback", "label", NULL};
    PyObject *callback, *label = Py_None;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "O|O&:Timer", keywords, &callback, cw_label, &label))
        return -1;
    if (callback != Py_None && !PyCallable_Check(callback)) {
        PyErr_SetString(PyExc_TypeError, "the callback must be callable or None");
        return -1;
    }
    Py_INCREF(callback);
    Py_XSETREF(self->callback, callback);
    Py_INCREF(label);
    Py_XSETREF(self->label, label);
    return 0;
}

static int
timer_traverse(TimerObject *self, visitproc visit, void *arg)
{
    Py_VISIT(self->callback);
    Py_VISIT(self->label);
    Py_VISIT(self->dict);
    return 0;
}

static int
timer_clear(TimerObject *self)
{
    Py_CLEAR(self->callback);
    Py_CLEAR(self->label);
    Py_CLEAR(self->dict);
    return 0;
}

static void
timer_dealloc(TimerObject *self)
{
    PyObject_GC_UnTrack(self);
    if (self->weakrefs != NULL)
        PyObject_ClearWeakRefs((PyObject *)self);
    timer_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
timer_repr(TimerObject *self)
{
    return PyUnicode_FromFormat("<%s %R>", Py_TYPE(self)->tp_name,
                                self->label == NULL ? Py_None : self->label);
}

/* A call of the timer is a call of what it calls back, whatever the arguments. */
static PyObject *
timer_call(TimerObject *self, PyObject *args, PyObject *kwds)
{
    if (self->callback == NULL || self->callback == Py_None)
        Py_RETURN_NONE;
    return PyObject_Call(self->callback, args, kwds);
}

static PyObject *
timer_fire(TimerObject *self, PyObject *firing)
{
    PyObject *args, *result;

    if (!Py_IS_TYPE(firing, &Firing_Type)) {
        PyErr_SetString(PyExc_TypeError, "fire() takes a Firing");
        return NULL;
    }
    args = PyTuple_Pack(1, firing);
    if (args == NULL)
        return NULL;
    self->fired++;
    result = timer_call(self, args, NULL);
    Py_DECREF(args);
    return result;
}

static PyObject *
timer_get_label(TimerObject *self, void *Py_UNUSED(closure))
{
    PyObject *label = self->label == NULL ? Py_None : self->label;

    Py_INCREF(label);
    return label;
}

static int
timer_set_label(TimerObject *self, PyObject *value, void *Py_UNUSED(closure))
{
    PyObject *label = Py_None;

    if (value != NULL && !cw_label(value, &label))
        return -1;
    Py_INCREF(label);
    Py_XSETREF(self->label, label);
    return 0;
}

static PyMethodDef timer_methods[] = {
    {"fire", (PyCFunction)timer_fire, METH_O,
     "fire($self, firing, /)\n--\n\nCall the callback. What a clock calls when the timer is due."},
    {NULL, NULL, 0, NULL}
};

static PyMemberDef timer_members[] = {
    {"fired", T_PYSSIZET, offsetof(TimerObject, fired), READONLY, "how often it has fired"},
    {"callback", T_OBJECT, offsetof(TimerObject, callback), READONLY, "what it calls, or None"},
    {NULL, 0, 0, 0, NULL}
};

static PyGetSetDef timer_getset[] = {
    {"label", (getter)timer_get_label, (setter)timer_set_label, "a name for people, or None", NULL},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

PyTypeObject Timer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "clockwork.Timer",
    .tp_basicsize = sizeof(TimerObject),
    .tp_dealloc = (destructor)timer_dealloc,
    .tp_repr = (reprfunc)timer_repr,
    .tp_call = (ternaryfunc)timer_call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Timer(callback, label=None)\n--\n\nSomething to be called once.",
    .tp_traverse = (traverseproc)timer_traverse,
    .tp_clear = (inquiry)timer_clear,
    .tp_weaklistoffset = offsetof(TimerObject, weakrefs),
    .tp_methods = timer_methods,
    .tp_members = timer_members,
    .tp_getset = timer_getset,
    .tp_dictoffset = offsetof(TimerObject, dict),
    .tp_init = (initproc)timer_init,
    .tp_new = PyType_GenericNew,
};

/* RepeatingTimer: fires at once, and then every so often */

/* The arguments without the one named, whose value goes to *value (NULL if it is not given). */
static PyObject *
split_keyword(PyObject *kwds, PyObject *name, PyObject **value)
{
    PyObject *rest = kwds == NULL ? PyDict_New() : PyDict_Copy(kwds);

    *value = NULL;
    if (rest == NULL)
        return NULL;
    *value = PyDict_GetItemWithError(rest, name);
    Py_XINCREF(*value);
    if (*value == NULL ? PyErr_Occurred() != NULL : PyDict_DelItem(rest, name) < 0) {
        Py_CLEAR(*value);
        Py_CLEAR(rest);
    }
    return rest;
}

static int
repeating_init(RepeatingTimerObject *self, PyObject *args, PyObject *kwds)
{
    PyObject *every, *rest = split_keyword(kwds, cw_str_every, &every);
    long long nanos = NANOS_PER_SECOND;
    int result = -1;

    if (rest == NULL)
        return -1;
    if (every != NULL && cw_as_nanos(every, &nanos) < 0)
        goto done;
    if (nanos <= 0) {
        PyErr_SetString(PyExc_ValueError, "every must be more than no time");
        goto done;
    }
    self->every = nanos;
    result = Timer_Type.tp_init((PyObject *)self, args, rest);

done:
    Py_DECREF(rest);
    Py_XDECREF(every);
    return result;
}

static PyObject *
repeating_get_every(RepeatingTimerObject *self, void *Py_UNUSED(closure))
{
    return Duration_NEW(self->every);
}

static PyGetSetDef repeating_getset[] = {
    {"every", (getter)repeating_get_every, NULL, "the time between two firings", NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

PyTypeObject RepeatingTimer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "clockwork.RepeatingTimer",
    .tp_basicsize = sizeof(RepeatingTimerObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "RepeatingTimer(callback, label=None, *, every=1)\n--\n\nSomething to be called again and again.",
    .tp_getset = repeating_getset,
    .tp_base = &Timer_Type,
    .tp_init = (initproc)repeating_init,
};

/* CountedTimer: repeats so many times */

static int
counted_init(CountedTimerObject *self, PyObject *args, PyObject *kwds)
{
    PyObject *times, *rest = split_keyword(kwds, cw_str_times, &times);
    Py_ssize_t left = 1;
    int result = -1;

    if (rest == NULL)
        return -1;
    if (times != NULL) {
        left = PyNumber_AsSsize_t(times, PyExc_OverflowError);
        if (left == -1 && PyErr_Occurred())
            goto done;
    }
    if (left < 1) {
        PyErr_SetString(PyExc_ValueError, "times must be at least 1");
        goto done;
    }
    self->left = left;
    result = RepeatingTimer_Type.tp_init((PyObject *)self, args, rest);

done:
    Py_DECREF(rest);
    Py_XDECREF(times);
    return result;
}

static PyMemberDef counted_members[] = {
    {"left", T_PYSSIZET, offsetof(CountedTimerObject, left), READONLY, "how often it will fire still"},
    {NULL, 0, 0, 0, NULL}
};

PyTypeObject CountedTimer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "clockwork.CountedTimer",
    .tp_basicsize = sizeof(CountedTimerObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "CountedTimer(callback, label=None, *, every=1, times=1)\n--\n\nSomething to be called so many times.",
    .tp_members = counted_members,
    .tp_base = &RepeatingTimer_Type,
    .tp_init = (initproc)counted_init,
};

int
timer_next(PyObject *timer, long long fired, long long *when)
{
    if (!RepeatingTimer_Check(timer) || ((RepeatingTimerObject *)timer)->every <= 0)
        return 0;
    if (CountedTimer_Check(timer) && --((CountedTimerObject *)timer)->left < 1)
        return 0;
    if (cw_add_nanos(fired, ((RepeatingTimerObject *)timer)->every, when) < 0) {
        PyErr_Clear();
        return 0;
    }
    return 1;
}

int
cw_timers_init(PyObject *module)
{
    PyTypeObject *types[] = {&Timer_Type, &RepeatingTimer_Type, &CountedTimer_Type, &Firing_Type, NULL};
    PyTypeObject **type;

    for (type = types; *type != NULL; type++) {
        if (PyModule_AddType(module, *type) < 0)
            return -1;
    }
    return 0;
}
