// Functions that macros write, one at each use: the body of the macro finds the state and hands it on to whatever it calls.
// ids: P-3 P-4
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Point;

static PyTypeObject Point_Type;

static Point *
point_at(long value)
{
    Point *point = PyObject_New(Point, &Point_Type);

    if (point != NULL) {
        point->value = value;
    }
    return point;
}

static PyObject *
moved_up(Point *self, long by)
{
    return (PyObject *)point_at(self->value + by);
}

static PyObject *
moved_down(Point *self, long by)
{
    return (PyObject *)point_at(self->value - by);
}

/* Needs nothing, but is called by the same words. */
static PyObject *
moved_nowhere(Point *self, long by)
{
    return PyLong_FromLong(self->value * by);
}

#define METHOD(way)                                                         \
    static PyObject *                                                       \
    point_##way(Point *self, PyObject *arg)                                 \
    {                                                                       \
        long by = PyLong_AsLong(arg);                                       \
        if (by == -1 && PyErr_Occurred()) {                                 \
            return NULL;                                                    \
        }                                                                   \
        return moved_##way(self, by);                                       \
    }

METHOD(up)
METHOD(down);
METHOD(nowhere)
#undef METHOD

#define SPARED(function, more) \
    static PyObject * \
    point_##function(Point *self, PyObject *Py_UNUSED(ignored)) \
    { \
        return PyLong_FromLong(self->value + more); \
    }

SPARED(get, 0)
SPARED(next, 1)

#define COMPARE(name, OP) static PyObject *name(PyObject *a, PyObject *b) { \
	if (!PyObject_TypeCheck(a, &Point_Type) || !PyObject_TypeCheck(b, &Point_Type)) { \
		Py_RETURN_NOTIMPLEMENTED; \
	} \
	return (PyObject *)point_at(((Point *)a)->value OP ((Point *)b)->value); }

COMPARE(point_add, +)
COMPARE(point_subtract, -)

#define MAKER(start)                                                        \
    PyObject *                                                              \
    make_##start(PyObject *module, PyObject *Py_UNUSED(ignored))            \
    {                                                                       \
        return (PyObject *)point_at(start##_value);                         \
    }

enum { first_value = 1, last_value = 9 };
MAKER(first)
MAKER(last)

static PyNumberMethods point_as_number = {
    .nb_add = point_add,
    .nb_subtract = point_subtract,
};

static PyMethodDef point_methods[] = {
    {"up", (PyCFunction)point_up, METH_O, NULL},
    {"down", (PyCFunction)point_down, METH_O, NULL},
    {"nowhere", (PyCFunction)point_nowhere, METH_O, NULL},
    {"get", (PyCFunction)point_get, METH_NOARGS, NULL},
    {"next", (PyCFunction)point_next, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Point_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "macro_function.Point",
    .tp_basicsize = sizeof(Point),
    .tp_as_number = &point_as_number,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = point_methods,
    .tp_new = PyType_GenericNew,
};

static PyMethodDef methods[] = {
    {"first", make_first, METH_NOARGS, NULL},
    {"last", make_last, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef macro_function_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "macro_function",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_macro_function(void)
{
    PyObject *module;

    if (PyType_Ready(&Point_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&macro_function_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Point_Type);
    if (PyModule_AddObject(module, "Point", (PyObject *)&Point_Type) < 0) {
        Py_DECREF(&Point_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
