/* Helpers that every part of clockwork uses. */

#include "clockwork.h"

PyObject *cw_Error;
PyObject *cw_TimeTravel;
PyObject *cw_Cancelled;
PyObject *cw_str_every;
PyObject *cw_str_fire;
PyObject *cw_str_now;
PyObject *cw_str_times;
PyObject *cw_zero;

int
cw_add_nanos(long long a, long long b, long long *sum)
{
    if ((b > 0 && a > LLONG_MAX - b) || (b < 0 && a < LLONG_MIN - b)) {
        PyErr_SetString(PyExc_OverflowError, "time is too far away");
        return -1;
    }
    *sum = a + b;
    return 0;
}

/* A Duration as it is, a number as seconds. */
int
cw_as_nanos(PyObject *op, long long *nanos)
{
    double seconds;

    if (Duration_Check(op)) {
        *nanos = NANOS(op);
        return 0;
    }
    if (PyLong_Check(op)) {
        long long whole = PyLong_AsLongLong(op);
        if (whole == -1 && PyErr_Occurred())
            return -1;
        if (whole > LLONG_MAX / NANOS_PER_SECOND || whole < LLONG_MIN / NANOS_PER_SECOND) {
            PyErr_SetString(PyExc_OverflowError, "time is too far away");
            return -1;
        }
        *nanos = whole * NANOS_PER_SECOND;
        return 0;
    }
    if (!PyFloat_Check(op)) {
        PyErr_Format(PyExc_TypeError, "a Duration or a number of seconds is needed, not %s",
                     Py_TYPE(op)->tp_name);
        return -1;
    }
    seconds = PyFloat_AS_DOUBLE(op) * NANOS_PER_SECOND;
    if (!(seconds > -9e18 && seconds < 9e18)) {
        PyErr_SetString(PyExc_OverflowError, "time is too far away");
        return -1;
    }
    *nanos = (long long)(seconds < 0 ? seconds - 0.5 : seconds + 0.5);
    return 0;
}

/* Converter for "O&": a str or None, borrowed. */
int
cw_label(PyObject *op, void *address)
{
    if (op != Py_None && !PyUnicode_Check(op)) {
        PyErr_Format(PyExc_TypeError, "a label must be a str or None, not %s", Py_TYPE(op)->tp_name);
        return 0;
    }
    *(PyObject **)address = op;
    return 1;
}

/* "1.5s", without needless zeros. */
PyObject *
cw_format(long long nanos)
{
    unsigned long long size = nanos < 0 ? 0ULL - (unsigned long long)nanos : (unsigned long long)nanos;
    unsigned long long whole = size / NANOS_PER_SECOND, part = size % NANOS_PER_SECOND;
    const char *sign = nanos < 0 ? "-" : "";
    char digits[16];
    int end;

    if (part == 0)
        return PyUnicode_FromFormat("%s%llus", sign, whole);
    PyOS_snprintf(digits, sizeof(digits), "%09llu", part);
    for (end = 8; digits[end] == '0'; end--)
        digits[end] = '\0';
    return PyUnicode_FromFormat("%s%llu.%ss", sign, whole, digits);
}

/* Raises TimeTravel, with both times as attributes. Always NULL. */
PyObject *
cw_time_travel(long long now, long long then)
{
    PyObject *from = Instant_NEW(now), *to = Instant_NEW(then);
    PyObject *error = NULL;

    if (from == NULL || to == NULL)
        goto done;
    error = PyObject_CallFunction(cw_TimeTravel, "s", "time only goes forward");
    if (error == NULL)
        goto done;
    if (PyObject_SetAttrString(error, "now", from) < 0 || PyObject_SetAttrString(error, "then", to) < 0)
        goto done;
    PyErr_SetObject(cw_TimeTravel, error);

done:
    Py_XDECREF(from);
    Py_XDECREF(to);
    Py_XDECREF(error);
    return NULL;
}

static int
add_error(PyObject *module, const char *name, PyObject *error)
{
    if (error == NULL)
        return -1;
    Py_INCREF(error);
    if (PyModule_AddObject(module, name, error) < 0) {
        Py_DECREF(error);
        return -1;
    }
    return 0;
}

static int
intern(PyObject **place, const char *text)
{
    *place = PyUnicode_InternFromString(text);
    return *place == NULL ? -1 : 0;
}

int
cw_util_init(PyObject *module)
{
    PyObject *bases;

    cw_Error = PyErr_NewExceptionWithDoc("clockwork.Error", "Anything that goes wrong with time.", NULL, NULL);
    if (add_error(module, "Error", cw_Error) < 0)
        return -1;

    bases = PyTuple_Pack(2, cw_Error, PyExc_ValueError);
    if (bases == NULL)
        return -1;
    cw_TimeTravel = PyErr_NewException("clockwork.TimeTravel", bases, NULL);
    Py_DECREF(bases);
    if (add_error(module, "TimeTravel", cw_TimeTravel) < 0)
        return -1;

    cw_Cancelled = PyErr_NewException("clockwork.Cancelled", cw_Error, NULL);
    if (add_error(module, "Cancelled", cw_Cancelled) < 0)
        return -1;

    if (intern(&cw_str_every, "every") < 0 || intern(&cw_str_fire, "fire") < 0)
        return -1;
    if (intern(&cw_str_now, "now") < 0 || intern(&cw_str_times, "times") < 0)
        return -1;
    return 0;
}
