/* Clocks that go when they are told to, and what one keeps about them. The module itself stands at the end. */

#include "clockwork.h"

typedef struct {
    PyObject_HEAD
    long long now;
    wheel waiting;              /* of Handles, each of which counts as a reference */
    PyObject *firings;          /* a list while the clock is advanced, else NULL */
    PyObject *log;              /* a TickLog, or NULL */
} ClockObject;

typedef struct {
    PyObject_HEAD
    PyObject *clock;            /* NULL once it was cancelled or is done */
    PyObject *timer;
    long long serial;
} HandleObject;

typedef struct {
    PyObject_HEAD
    PyObject *clock;
    long long until;
} SleepObject;

typedef struct {
    PyObject_HEAD
    long long *ticks;
    Py_ssize_t used;
    Py_ssize_t size;
    Py_ssize_t exports;         /* buffers that point to ticks */
} TickLogObject;

typedef struct {
    PyObject_HEAD
    PyObject *entries;          /* a dict of labels and Instants */
} ScheduleObject;

typedef struct {
    PyObject_HEAD
    PyObject *entries;          /* a list of pairs, in order of time, or NULL at the end */
    Py_ssize_t at;
} ScheduleIterObject;

typedef struct {
    PyObject_HEAD
    PyObject *func;
    PyObject *clock;
    PyObject *dict;
} StampedObject;

static PyTypeObject Clock_Type;
static PyTypeObject Handle_Type;
static PyTypeObject Sleep_Type;
static PyTypeObject TickLog_Type;
static PyTypeObject Schedule_Type;
static PyTypeObject ScheduleIter_Type;

#define TickLog_Check(op) Py_IS_TYPE(op, &TickLog_Type)
#define Schedule_Check(op) PyObject_TypeCheck(op, &Schedule_Type)

/* Counts all handles of the process. */
static long long next_serial = 1;

/* TickLog */

static void
ticklog_dealloc(TickLogObject *self)
{
    PyMem_Free(self->ticks);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static int
ticklog_append(TickLogObject *self, long long nanos)
{
    if (self->exports > 0) {
        PyErr_SetString(PyExc_BufferError, "the log cannot grow while it is exported");
        return -1;
    }
    if (self->used == self->size) {
        Py_ssize_t size = self->size == 0 ? 8 : 2 * self->size;
        long long *ticks = PyMem_Realloc(self->ticks, (size_t)size * sizeof(long long));
        if (ticks == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        self->ticks = ticks;
        self->size = size;
    }
    self->ticks[self->used++] = nanos;
    return 0;
}

static Py_ssize_t
ticklog_length(TickLogObject *self)
{
    return self->used;
}

static PyObject *
ticklog_item(TickLogObject *self, Py_ssize_t i)
{
    if (i < 0 || i >= self->used) {
        PyErr_SetString(PyExc_IndexError, "no such tick");
        return NULL;
    }
    return Instant_NEW(self->ticks[i]);
}

static int
ticklog_getbuffer(TickLogObject *self, Py_buffer *view, int flags)
{
    if (flags & PyBUF_WRITABLE) {
        PyErr_SetString(PyExc_BufferError, "a log is not writable");
        view->obj = NULL;
        return -1;
    }
    view->buf = self->ticks == NULL ? (void *)"" : self->ticks;
    view->len = self->used * (Py_ssize_t)sizeof(long long);
    view->readonly = 1;
    view->itemsize = sizeof(long long);
    view->format = flags & PyBUF_FORMAT ? "q" : NULL;
    view->ndim = 1;
    view->shape = flags & PyBUF_ND ? &self->used : NULL;
    view->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? &view->itemsize : NULL;
    view->suboffsets = NULL;
    view->internal = NULL;
    Py_INCREF(self);
    view->obj = (PyObject *)self;
    self->exports++;
    return 0;
}

static void
ticklog_releasebuffer(TickLogObject *self, Py_buffer *Py_UNUSED(view))
{
    self->exports--;
}

static PySequenceMethods ticklog_as_sequence = {
    .sq_length = (lenfunc)ticklog_length,
    .sq_item = (ssizeargfunc)ticklog_item,
};

static PyBufferProcs ticklog_as_buffer = {
    (getbufferproc)ticklog_getbuffer,
    (releasebufferproc)ticklog_releasebuffer,
};

static PyTypeObject TickLog_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "clockwork.TickLog",
    .tp_basicsize = sizeof(TickLogObject),
    .tp_dealloc = (destructor)ticklog_dealloc,
    .tp_as_sequence = &ticklog_as_sequence,
    .tp_as_buffer = &ticklog_as_buffer,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "TickLog()\n--\n\nThe times at which a clock stood still, as a buffer of nanoseconds.",
    .tp_new = PyType_GenericNew,
};

/* Handle: what a clock gives for a timer */

static void
handle_dealloc(HandleObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->clock);
    Py_XDECREF(self->timer);
    PyObject_GC_Del(self);
}

static int
handle_traverse(HandleObject *self, visitproc visit, void *arg)
{
    Py_VISIT(self->clock);
    Py_VISIT(self->timer);
    return 0;
}

static int
handle_clear(HandleObject *self)
{
    Py_CLEAR(self->clock);
    Py_CLEAR(self->timer);
    return 0;
}

static PyObject *
handle_cancel(HandleObject *self, PyObject *Py_UNUSED(ignored))
{
    PyObject *clock = self->clock;

    if (clock == NULL || !wheel_remove(&((ClockObject *)clock)->waiting, self)) {
        PyErr_Format(cw_Cancelled, "handle %lld does not wait", self->serial);
        return NULL;
    }
    self->clock = NULL;
    Py_DECREF(clock);
    Py_DECREF(self);            /* the wheel's */
    Py_RETURN_NONE;
}

static PyObject *
handle_get_waiting(HandleObject *self, void *Py_UNUSED(closure))
{
    return PyBool_FromLong(self->clock != NULL);
}

static PyMethodDef handle_methods[] = {
    {"cancel", (PyCFunction)handle_cancel, METH_NOARGS, "cancel($self, /)\n--\n\nTake the timer off its clock."},
    {NULL, NULL, 0, NULL}
};

static PyMemberDef handle_members[] = {
    {"timer", T_OBJECT, offsetof(HandleObject, timer), READONLY, NULL},
    {"serial", T_LONGLONG, offsetof(HandleObject, serial), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyGetSetDef handle_getset[] = {
    {"waiting", (getter)handle_get_waiting, NULL, "whether the timer is on its clock still", NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static PyTypeObject Handle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "clockwork.Handle",
    .tp_basicsize = sizeof(HandleObject),
    .tp_dealloc = (destructor)handle_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)handle_traverse,
    .tp_clear = (inquiry)handle_clear,
    .tp_methods = handle_methods,
    .tp_members = handle_members,
    .tp_getset = handle_getset,
};

/* Clock */

static PyObject *
clock_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *keywords[] = {"start", NULL};
    PyObject *start = NULL;
    ClockObject *self;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "|O!:Clock", keywords, &Instant_Type, &start))
        return NULL;
    self = (ClockObject *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    wheel_init(&self->waiting);
    self->now = start == NULL ? 0 : NANOS(start);
    return (PyObject *)self;
}

struct tour {
    visitproc visit;
    void *arg;
};

static int
visit_waiting(void *data, long long Py_UNUSED(when), void *arg)
{
    struct tour *tour = arg;

    return tour->visit((PyObject *)data, tour->arg);
}

static int
clock_traverse(ClockObject *self, visitproc visit, void *arg)
{
    struct tour tour = {visit, arg};

    Py_VISIT(self->firings);
    Py_VISIT(self->log);
    return wheel_tour(&self->waiting, visit_waiting, &tour);
}

static int
clock_clear(ClockObject *self)
{
    Py_CLEAR(self->firings);
    Py_CLEAR(self->log);
    while (self->waiting.used > 0) {
        HandleObject *handle = self->waiting.entries[0].data;

        wheel_remove(&self->waiting, handle);
        Py_CLEAR(handle->clock);
        Py_DECREF(handle);
    }
    return 0;
}

static void
clock_dealloc(ClockObject *self)
{
    PyObject_GC_UnTrack(self);
    clock_clear(self);
    wheel_free(&self->waiting);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
clock_now(ClockObject *self, PyObject *Py_UNUSED(ignored))
{
    return Instant_NEW(self->now);
}

/* Called by the wheel; data is a Handle, and the wheel's reference to it is ours now. */
static int
handle_due(void *data, long long when)
{
    HandleObject *handle = data;
    ClockObject *clock = (ClockObject *)handle->clock;
    PyObject *firing, *result;
    long long next;
    int stop = -1;

    if (clock == NULL || handle->timer == NULL) {
        Py_DECREF(handle);
        return 0;
    }
    /* A timer that advanced the clock itself may be late for its next time. */
    if (clock->now < when)
        clock->now = when;
    firing = firing_create(handle->timer, when);
    if (firing == NULL)
        goto done;
    result = PyObject_CallMethodObjArgs(handle->timer, cw_str_fire, firing, NULL);
    if (result == NULL)
        goto done;
    Py_DECREF(result);
    if (clock->firings != NULL && PyList_Append(clock->firings, firing) < 0)
        goto done;
    if (clock->log != NULL && ticklog_append((TickLogObject *)clock->log, when) < 0)
        goto done;
    stop = 0;
    if (timer_next(handle->timer, when, &next)) {
        if (wheel_add(&clock->waiting, next, handle_due, handle) == 0) {
            Py_DECREF(firing);
            return 0;
        }
        PyErr_NoMemory();
        stop = -1;
    }

done:
    Py_XDECREF(firing);
    Py_CLEAR(handle->clock);
    Py_DECREF(handle);
    return stop;
}

static PyObject *
clock_add(ClockObject *self, PyObject *args)
{
    PyObject *timer, *after = NULL;
    HandleObject *handle;
    long long nanos = 0, when;

    if (!PyArg_ParseTuple(args, "O!|O:add", &Timer_Type, &timer, &after))
        return NULL;
    if (after != NULL && cw_as_nanos(after, &nanos) < 0)
        return NULL;
    if (cw_add_nanos(self->now, nanos, &when) < 0)
        return NULL;
    if (nanos < 0)
        return cw_time_travel(self->now, when);
    handle = PyObject_GC_New(HandleObject, &Handle_Type);
    if (handle == NULL)
        return NULL;
    Py_INCREF(self);
    handle->clock = (PyObject *)self;
    Py_INCREF(timer);
    handle->timer = timer;
    handle->serial = next_serial++;
    PyObject_GC_Track(handle);
    if (wheel_add(&self->waiting, when, handle_due, handle) < 0) {
        Py_DECREF(handle);
        return PyErr_NoMemory();
    }
    Py_INCREF(handle);          /* the wheel's */
    return (PyObject *)handle;
}

/* Lets time go by. What fired meanwhile comes back as a list. */
static PyObject *
clock_advance(ClockObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PyObject *firings, *outer;
    long long nanos, until;
    int stop;

    if (nargs != 1 || (kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0)) {
        PyErr_SetString(PyExc_TypeError, "advance() takes exactly one positional argument");
        return NULL;
    }
    if (cw_as_nanos(args[0], &nanos) < 0)
        return NULL;
    if (cw_add_nanos(self->now, nanos, &until) < 0)
        return NULL;
    if (nanos < 0)
        return cw_time_travel(self->now, until);
    firings = PyList_New(0);
    if (firings == NULL)
        return NULL;
    /* A timer that fires may advance the clock itself. */
    outer = self->firings;
    Py_INCREF(firings);
    self->firings = firings;
    stop = wheel_run(&self->waiting, until);
    Py_XSETREF(self->firings, outer);
    if (stop != 0) {
        Py_DECREF(firings);
        return NULL;
    }
    if (self->now < until)
        self->now = until;
    return firings;
}

static PyObject *
clock_sleep(ClockObject *self, PyObject *arg)
{
    SleepObject *sleep;
    long long nanos, until;

    if (cw_as_nanos(arg, &nanos) < 0 || cw_add_nanos(self->now, nanos, &until) < 0)
        return NULL;
    if (nanos < 0)
        return cw_time_travel(self->now, until);
    sleep = PyObject_GC_New(SleepObject, &Sleep_Type);
    if (sleep == NULL)
        return NULL;
    Py_INCREF(self);
    sleep->clock = (PyObject *)self;
    sleep->until = until;
    PyObject_GC_Track(sleep);
    return (PyObject *)sleep;
}

static int
append_waiting(void *data, long long when, void *arg)
{
    HandleObject *handle = data;
    PyObject *at = Instant_NEW(when), *pair;
    int result;

    if (at == NULL)
        return -1;
    pair = PyTuple_Pack(2, at, handle->timer);
    Py_DECREF(at);
    if (pair == NULL)
        return -1;
    result = PyList_Append((PyObject *)arg, pair);
    Py_DECREF(pair);
    return result;
}

static PyObject *
clock_get_waiting(ClockObject *self, void *Py_UNUSED(closure))
{
    PyObject *list = PyList_New(0);

    if (list != NULL && wheel_tour(&self->waiting, append_waiting, list) < 0)
        Py_CLEAR(list);
    return list;
}

static PyObject *
clock_get_log(ClockObject *self, void *Py_UNUSED(closure))
{
    PyObject *log = self->log == NULL ? Py_None : self->log;

    Py_INCREF(log);
    return log;
}

static int
clock_set_log(ClockObject *self, PyObject *value, void *Py_UNUSED(closure))
{
    if (value == NULL || value == Py_None) {
        Py_CLEAR(self->log);
        return 0;
    }
    if (!TickLog_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "log must be a TickLog or None");
        return -1;
    }
    Py_INCREF(value);
    Py_XSETREF(self->log, value);
    return 0;
}

static PyMethodDef clock_methods[] = {
    {"now", (PyCFunction)clock_now, METH_NOARGS, "now($self, /)\n--\n\nThe time."},
    {"add", (PyCFunction)clock_add, METH_VARARGS,
     "add($self, timer, after=0, /)\n--\n\nLet a timer fire after some time."},
    {"advance", (PyCFunction)(void (*)(void))clock_advance, METH_FASTCALL | METH_KEYWORDS,
     "advance($self, by, /)\n--\n\nLet some time go by, and return what fired."},
    {"sleep", (PyCFunction)clock_sleep, METH_O,
     "sleep($self, time, /)\n--\n\nAn awaitable that is done after some time."},
    {NULL, NULL, 0, NULL}
};

static PyGetSetDef clock_getset[] = {
    {"waiting", (getter)clock_get_waiting, NULL, "when which timers will fire, in order", NULL},
    {"log", (getter)clock_get_log, (setter)clock_set_log, "a TickLog that notes each firing, or None", NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static PyTypeObject Clock_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "clockwork.Clock",
    .tp_basicsize = sizeof(ClockObject),
    .tp_dealloc = (destructor)clock_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Clock(start=Instant())\n--\n\nA clock that stands still until it is told to go on.",
    .tp_traverse = (traverseproc)clock_traverse,
    .tp_clear = (inquiry)clock_clear,
    .tp_methods = clock_methods,
    .tp_getset = clock_getset,
    .tp_new = clock_new,
};

/* Sleep */

static void
sleep_dealloc(SleepObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->clock);
    PyObject_GC_Del(self);
}

static int
sleep_traverse(SleepObject *self, visitproc visit, void *arg)
{
    Py_VISIT(self->clock);
    return 0;
}

static int
sleep_clear(SleepObject *self)
{
    Py_CLEAR(self->clock);
    return 0;
}

/* Gives how long there is to wait until there is nothing; then the time is the result. */
static PyObject *
sleep_next(SleepObject *self)
{
    PyObject *at;
    long long now;

    if (self->clock == NULL || cw_now_of(self->clock, &now) < 0)
        return NULL;
    if (now < self->until)
        return Duration_NEW(self->until - now);
    at = Instant_NEW(now);
    if (at != NULL) {
        PyErr_SetObject(PyExc_StopIteration, at);
        Py_DECREF(at);
    }
    return NULL;
}

static PyAsyncMethods sleep_as_async = {
    .am_await = PyObject_SelfIter,
};

static PyTypeObject Sleep_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "clockwork._Sleep",
    .tp_basicsize = sizeof(SleepObject),
    .tp_dealloc = (destructor)sleep_dealloc,
    .tp_as_async = &sleep_as_async,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)sleep_traverse,
    .tp_clear = (inquiry)sleep_clear,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)sleep_next,
};

/* Schedule, and its iterator */

static int
check_entry(PyObject *key, PyObject *value)
{
    if (!PyUnicode_Check(key)) {
        PyErr_Format(PyExc_TypeError, "a label must be a str, not %s", Py_TYPE(key)->tp_name);
        return -1;
    }
    if (value != NULL && !Instant_Check(value)) {
        PyErr_Format(PyExc_TypeError, "an Instant is needed, not %s", Py_TYPE(value)->tp_name);
        return -1;
    }
    return 0;
}

/* Takes entries over from a Schedule or a dict. */
static int
schedule_take(ScheduleObject *self, PyObject *from)
{
    PyObject *dict = Schedule_Check(from) ? ((ScheduleObject *)from)->entries : from;
    PyObject *key, *value;
    Py_ssize_t at = 0;

    if (!PyDict_Check(dict)) {
        PyErr_Format(PyExc_TypeError, "a Schedule or a dict is needed, not %s", Py_TYPE(from)->tp_name);
        return -1;
    }
    while (PyDict_Next(dict, &at, &key, &value)) {
        if (check_entry(key, value) < 0)
            return -1;
    }
    return PyDict_Update(self->entries, dict);
}

static PyObject *
schedule_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *keywords[] = {"", NULL};
    PyObject *from = NULL;
    ScheduleObject *self;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "|O:Schedule", keywords, &from))
        return NULL;
    self = (ScheduleObject *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->entries = PyDict_New();
    if (self->entries == NULL || (from != NULL && schedule_take(self, from) < 0)) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static int
schedule_clear(ScheduleObject *self)
{
    Py_CLEAR(self->entries);
    return 0;
}

static void
schedule_dealloc(ScheduleObject *self)
{
    PyObject_GC_UnTrack(self);
    schedule_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static int
schedule_traverse(ScheduleObject *self, visitproc visit, void *arg)
{
    Py_VISIT(self->entries);
    return 0;
}

static Py_ssize_t
schedule_length(ScheduleObject *self)
{
    return PyDict_GET_SIZE(self->entries);
}

static PyObject *
schedule_subscript(ScheduleObject *self, PyObject *key)
{
    return PyObject_GetItem(self->entries, key);
}

static int
schedule_ass_subscript(ScheduleObject *self, PyObject *key, PyObject *value)
{
    if (check_entry(key, value) < 0)
        return -1;
    if (value == NULL)
        return PyDict_DelItem(self->entries, key);
    return PyDict_SetItem(self->entries, key, value);
}

static int
schedule_contains(ScheduleObject *self, PyObject *key)
{
    return PyDict_Contains(self->entries, key);
}

/* Both, of two schedules or of one and a dict, in either order. */
static PyObject *
schedule_or(PyObject *left, PyObject *right)
{
    PyObject *result;

    if (!Schedule_Check(left) && !PyDict_Check(left))
        Py_RETURN_NOTIMPLEMENTED;
    if (!Schedule_Check(right) && !PyDict_Check(right))
        Py_RETURN_NOTIMPLEMENTED;
    result = PyObject_CallFunctionObjArgs((PyObject *)&Schedule_Type, left, NULL);
    if (result != NULL && schedule_take((ScheduleObject *)result, right) < 0)
        Py_CLEAR(result);
    return result;
}

static PyObject *
schedule_inplace_or(PyObject *self, PyObject *other)
{
    if (schedule_take((ScheduleObject *)self, other) < 0)
        return NULL;
    Py_INCREF(self);
    return self;
}

static int
by_time(PyObject *left, PyObject *right)
{
    long long a = NANOS(PyTuple_GET_ITEM(left, 0)), b = NANOS(PyTuple_GET_ITEM(right, 0));

    return a < b ? -1 : a > b;
}

static int
compare_pairs(const void *left, const void *right)
{
    return by_time(*(PyObject *const *)left, *(PyObject *const *)right);
}

/* Pairs of instant and label, the earlier first. */
static PyObject *
schedule_pairs(ScheduleObject *self)
{
    PyObject *pairs = PyList_New(0), *key, *value;
    Py_ssize_t at = 0;

    if (pairs == NULL)
        return NULL;
    while (PyDict_Next(self->entries, &at, &key, &value)) {
        PyObject *pair = PyTuple_Pack(2, value, key);

        if (pair == NULL || PyList_Append(pairs, pair) < 0) {
            Py_XDECREF(pair);
            Py_DECREF(pairs);
            return NULL;
        }
        Py_DECREF(pair);
    }
    if (PyList_GET_SIZE(pairs) > 1)
        qsort(((PyListObject *)pairs)->ob_item, (size_t)PyList_GET_SIZE(pairs), sizeof(PyObject *),
              compare_pairs);
    return pairs;
}

static PyObject *
schedule_iter(ScheduleObject *self)
{
    PyObject *pairs = schedule_pairs(self);
    ScheduleIterObject *it;

    if (pairs == NULL)
        return NULL;
    it = PyObject_GC_New(ScheduleIterObject, &ScheduleIter_Type);
    if (it == NULL) {
        Py_DECREF(pairs);
        return NULL;
    }
    it->entries = pairs;
    it->at = 0;
    PyObject_GC_Track(it);
    return (PyObject *)it;
}

static PyObject *
schedule_span(ScheduleObject *self, PyObject *Py_UNUSED(ignored))
{
    PyObject *pairs = schedule_pairs(self), *first, *last, *result;

    if (pairs == NULL)
        return NULL;
    if (PyList_GET_SIZE(pairs) == 0) {
        Py_DECREF(pairs);
        Py_RETURN_NONE;
    }
    first = PyTuple_GET_ITEM(PyList_GET_ITEM(pairs, 0), 0);
    last = PyTuple_GET_ITEM(PyList_GET_ITEM(pairs, PyList_GET_SIZE(pairs) - 1), 0);
    result = PyObject_CallFunctionObjArgs((PyObject *)&Interval_Type, first, last, NULL);
    Py_DECREF(pairs);
    return result;
}

static PyObject *
schedule_add(ScheduleObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    PyObject *at;
    long long nanos;

    if (nargs != 2)
        return PyErr_Format(PyExc_TypeError, "add() takes a label and a time");
    if (cw_as_nanos(args[1], &nanos) < 0)
        return NULL;
    at = Instant_NEW(nanos);
    if (at == NULL)
        return NULL;
    if (schedule_ass_subscript(self, args[0], at) < 0)
        Py_CLEAR(at);
    return at;
}

static PyObject *
schedule_reduce(ScheduleObject *self, PyObject *Py_UNUSED(ignored))
{
    return Py_BuildValue("O(O)", Py_TYPE(self), self->entries);
}

static PyObject *
schedule_repr(ScheduleObject *self)
{
    return PyUnicode_FromFormat("Schedule(%R)", self->entries);
}

static PyMethodDef schedule_methods[] = {
    {"add", (PyCFunction)(void (*)(void))schedule_add, METH_FASTCALL,
     "add($self, label, time, /)\n--\n\nAdd an entry, so long after the first instant; return when that is."},
    {"span", (PyCFunction)schedule_span, METH_NOARGS,
     "span($self, /)\n--\n\nThe interval from the first entry up to the last, or None."},
    {"__reduce__", (PyCFunction)schedule_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyNumberMethods schedule_as_number = {
    .nb_or = schedule_or,
    .nb_inplace_or = schedule_inplace_or,
};

static PySequenceMethods schedule_as_sequence = {
    .sq_contains = (objobjproc)schedule_contains,
};

static PyMappingMethods schedule_as_mapping = {
    (lenfunc)schedule_length,
    (binaryfunc)schedule_subscript,
    (objobjargproc)schedule_ass_subscript,
};

static PyTypeObject Schedule_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "clockwork.Schedule",
    .tp_basicsize = sizeof(ScheduleObject),
    .tp_dealloc = (destructor)schedule_dealloc,
    .tp_repr = (reprfunc)schedule_repr,
    .tp_as_number = &schedule_as_number,
    .tp_as_sequence = &schedule_as_sequence,
    .tp_as_mapping = &schedule_as_mapping,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Schedule(entries={}, /)\n--\n\nLabels, and the instants they stand for.",
    .tp_traverse = (traverseproc)schedule_traverse,
    .tp_clear = (inquiry)schedule_clear,
    .tp_iter = (getiterfunc)schedule_iter,
    .tp_methods = schedule_methods,
    .tp_new = schedule_new,
};

static void
scheduleiter_dealloc(ScheduleIterObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->entries);
    PyObject_GC_Del(self);
}

static int
scheduleiter_traverse(ScheduleIterObject *self, visitproc visit, void *arg)
{
    Py_VISIT(self->entries);
    return 0;
}

static PyObject *
scheduleiter_next(ScheduleIterObject *self)
{
    PyObject *pair;

    if (self->entries == NULL)
        return NULL;
    if (self->at >= PyList_GET_SIZE(self->entries)) {
        Py_CLEAR(self->entries);
        return NULL;
    }
    pair = PyList_GET_ITEM(self->entries, self->at);
    self->at++;
    Py_INCREF(pair);
    return pair;
}

static PyTypeObject ScheduleIter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "clockwork._ScheduleIter",
    .tp_basicsize = sizeof(ScheduleIterObject),
    .tp_dealloc = (destructor)scheduleiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)scheduleiter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)scheduleiter_next,
};

/* stamped: a function whose results carry the time */

static PyObject *
stamped_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *keywords[] = {"clock", "func", NULL};
    PyObject *clock, *func;
    StampedObject *self;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "OO:stamped", keywords, &clock, &func))
        return NULL;
    self = (StampedObject *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(clock);
    self->clock = clock;
    Py_INCREF(func);
    self->func = func;
    return (PyObject *)self;
}

static int
stamped_clear(StampedObject *self)
{
    Py_CLEAR(self->func);
    Py_CLEAR(self->clock);
    Py_CLEAR(self->dict);
    return 0;
}

static void
stamped_dealloc(StampedObject *self)
{
    PyObject_GC_UnTrack(self);
    stamped_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static int
stamped_traverse(StampedObject *self, visitproc visit, void *arg)
{
    Py_VISIT(self->func);
    Py_VISIT(self->clock);
    Py_VISIT(self->dict);
    return 0;
}

static PyObject *
stamped_call(StampedObject *self, PyObject *args, PyObject *kwds)
{
    PyObject *result = PyObject_Call(self->func, args, kwds), *at = NULL, *pair = NULL;
    long long now;

    if (result != NULL && cw_now_of(self->clock, &now) == 0)
        at = Instant_NEW(now);
    if (at != NULL)
        pair = PyTuple_Pack(2, at, result);
    Py_XDECREF(at);
    Py_XDECREF(result);
    return pair;
}

static PyObject *
stamped_get(PyObject *self, PyObject *object, PyObject *Py_UNUSED(type))
{
    if (object == NULL || object == Py_None) {
        Py_INCREF(self);
        return self;
    }
    return PyMethod_New(self, object);
}

static PyMemberDef stamped_members[] = {
    {"func", T_OBJECT, offsetof(StampedObject, func), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyGetSetDef stamped_getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static PyTypeObject Stamped_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "clockwork.stamped",
    .tp_basicsize = sizeof(StampedObject),
    .tp_dealloc = (destructor)stamped_dealloc,
    .tp_call = (ternaryfunc)stamped_call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "stamped(clock, func)\n--\n\nCall func, and return the time on the clock with its result.",
    .tp_traverse = (traverseproc)stamped_traverse,
    .tp_clear = (inquiry)stamped_clear,
    .tp_members = stamped_members,
    .tp_getset = stamped_getset,
    .tp_descr_get = stamped_get,
    .tp_dictoffset = offsetof(StampedObject, dict),
    .tp_new = stamped_new,
};

/* The module */

/* The sum of durations, or of numbers of seconds. */
static PyObject *
clockwork_total(PyObject *Py_UNUSED(module), PyObject *arg)
{
    PyObject *it = PyObject_GetIter(arg), *item;
    long long sum = 0, nanos;

    if (it == NULL)
        return NULL;
    while ((item = PyIter_Next(it)) != NULL) {
        int bad = cw_as_nanos(item, &nanos) < 0 || cw_add_nanos(sum, nanos, &sum) < 0;
        Py_DECREF(item);
        if (bad)
            break;
    }
    Py_DECREF(it);
    if (PyErr_Occurred())
        return NULL;
    return Duration_NEW(sum);
}

static PyObject *
clockwork_is_time(PyObject *Py_UNUSED(module), PyObject *arg)
{
    return PyBool_FromLong(Nanos_Check(arg) || Interval_CheckExact(arg));
}

static PyObject *
clockwork_elapsed(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *clock, *since;
    long long now, nanos;

    if (!PyArg_ParseTuple(args, "OO!:elapsed", &clock, &Instant_Type, &since))
        return NULL;
    if (cw_now_of(clock, &now) < 0)
        return NULL;
    if (now < NANOS(since))
        return cw_time_travel(NANOS(since), now);
    if (NANOS(since) == LLONG_MIN || cw_add_nanos(now, -NANOS(since), &nanos) < 0)
        return NULL;
    return Duration_NEW(nanos);
}

static PyMethodDef clockwork_methods[] = {
    {"total", clockwork_total, METH_O, "total($module, durations, /)\n--\n\nThe sum of durations."},
    {"is_time", clockwork_is_time, METH_O,
     "is_time($module, obj, /)\n--\n\nWhether it is a Duration, an Instant or an Interval."},
    {"elapsed", clockwork_elapsed, METH_VARARGS,
     "elapsed($module, clock, since, /)\n--\n\nThe time on the clock since an instant."},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef clockwork_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "clockwork",
    .m_doc = "Clocks that go when they are told to.",
    .m_size = -1,
    .m_methods = clockwork_methods,
};

PyMODINIT_FUNC
PyInit_clockwork(void)
{
    PyObject *module = PyModule_Create(&clockwork_module);

    if (module == NULL)
        return NULL;
    if (cw_util_init(module) < 0 || cw_values_init(module) < 0 || cw_timers_init(module) < 0)
        goto error;
    if (PyModule_AddType(module, &Clock_Type) < 0)
        goto error;
    if (PyModule_AddType(module, &Handle_Type) < 0)
        goto error;
    if (PyModule_AddType(module, &TickLog_Type) < 0)
        goto error;
    if (PyModule_AddType(module, &Stamped_Type) < 0)
        goto error;
    if (PyType_Ready(&Schedule_Type) < 0)
        goto error;
    Py_INCREF(&Schedule_Type);
    if (PyModule_AddObject(module, "Schedule", (PyObject *)&Schedule_Type) < 0) {
        Py_DECREF(&Schedule_Type);
        goto error;
    }
    if (PyType_Ready(&ScheduleIter_Type) < 0 || PyType_Ready(&Sleep_Type) < 0)
        goto error;
    if (PyModule_AddIntConstant(module, "NANOS_PER_SECOND", NANOS_PER_SECOND) < 0)
        goto error;
    return module;

error:
    Py_DECREF(module);
    return NULL;
}
