/* What the C files of clockwork share. */

#ifndef CLOCKWORK_H
#define CLOCKWORK_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#include "wheel.h"

#define NANOS_PER_SECOND 1000000000LL

/* Duration and Instant look alike inside: a number of nanoseconds. */
typedef struct {
    PyObject_HEAD
    long long nanos;
} NanosObject;

typedef struct {
    PyObject_HEAD
    PyObject *start;            /* an Instant */
    PyObject *stop;             /* an Instant, not before start */
} IntervalObject;

typedef struct {
    PyObject_HEAD
    PyObject *callback;
    PyObject *label;            /* a str, or None */
    PyObject *dict;
    PyObject *weakrefs;
    Py_ssize_t fired;
} TimerObject;

typedef struct {
    TimerObject timer;
    long long every;            /* nanoseconds, more than 0 */
} RepeatingTimerObject;

typedef struct {
    RepeatingTimerObject repeating;
    Py_ssize_t left;            /* how often it will fire still */
} CountedTimerObject;

typedef struct {
    PyObject_HEAD
    PyObject *timer;
    PyObject *at;               /* an Instant */
} FiringObject;

/* values.c */
extern PyTypeObject Duration_Type;
extern PyTypeObject Instant_Type;
extern PyTypeObject Interval_Type;

/* timers.c */
extern PyTypeObject Timer_Type;
extern PyTypeObject RepeatingTimer_Type;
extern PyTypeObject CountedTimer_Type;
extern PyTypeObject Firing_Type;

#define Duration_Check(op) PyObject_TypeCheck(op, &Duration_Type)
#define Instant_Check(op) PyObject_TypeCheck(op, &Instant_Type)
#define Interval_CheckExact(op) Py_IS_TYPE(op, &Interval_Type)
#define Nanos_Check(op) (Duration_Check(op) || Instant_Check(op))
#define Timer_Check(op) PyObject_TypeCheck(op, &Timer_Type)
#define RepeatingTimer_Check(op) PyObject_TypeCheck(op, &RepeatingTimer_Type)
#define CountedTimer_Check(op) PyObject_TypeCheck(op, &CountedTimer_Type)

#define NANOS(op) (((NanosObject *)(op))->nanos)

/* Makers of exact types. */
#define Duration_NEW(nanos) nanos_create(&Duration_Type, nanos)
#define Instant_NEW(nanos) nanos_create(&Instant_Type, nanos)

PyObject *nanos_create(PyTypeObject *type, long long nanos);
PyObject *firing_create(PyObject *timer, long long when);

/* When a timer that fired wants to fire again: 1 and the time, or 0 if it does not. */
int timer_next(PyObject *timer, long long fired, long long *when);

/* util.c: exceptions and strings that are made once, and helpers over them. */
extern PyObject *cw_Error;
extern PyObject *cw_TimeTravel;
extern PyObject *cw_Cancelled;
extern PyObject *cw_str_every;
extern PyObject *cw_str_fire;
extern PyObject *cw_str_now;
extern PyObject *cw_str_times;
extern PyObject *cw_zero;       /* the Duration of no time */

int cw_util_init(PyObject *module);
int cw_values_init(PyObject *module);
int cw_timers_init(PyObject *module);

int cw_as_nanos(PyObject *op, long long *nanos);
int cw_label(PyObject *op, void *address);
PyObject *cw_format(long long nanos);
PyObject *cw_time_travel(long long now, long long then);
int cw_add_nanos(long long a, long long b, long long *sum);

/* The time of a clock or of anything that has a now() that gives an Instant. */
static inline int
cw_now_of(PyObject *clock, long long *now)
{
    PyObject *instant = PyObject_CallMethodObjArgs(clock, cw_str_now, NULL);

    if (instant == NULL)
        return -1;
    if (!Instant_Check(instant)) {
        PyErr_Format(PyExc_TypeError, "now() gave a %s, not an Instant", Py_TYPE(instant)->tp_name);
        Py_DECREF(instant);
        return -1;
    }
    *now = NANOS(instant);
    Py_DECREF(instant);
    return 0;
}

#endif
