// Functions that are handed to helpers, which do nothing with them but to call them: the helpers hand the state on.
// ids: A-CALLBACK
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Number;

static PyTypeObject Number_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "handed.Number",
    .tp_basicsize = sizeof(Number),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *
number(long value)
{
    Number *self = PyObject_New(Number, &Number_Type);
    if (self != NULL) {
        self->value = value;
    }
    return (PyObject *)self;
}

static PyObject *
doubled(long value)
{
    return number(value * 2);
}

static PyObject *
plain(long value)
{
    return PyLong_FromLong(value);
}

static PyObject *
nothing(void)
{
    return number(0);
}

/* As a function, and as a pointer to one. */
static PyObject *
each(long count, PyObject *make(long value), PyObject *(*empty)(void))
{
    PyObject *list = PyList_New(0);
    PyObject *item;
    if (list == NULL) {
        return NULL;
    }
    item = count == 0 ? empty() : make(0);
    for (long i = 1; item != NULL; i++) {
        int failed = PyList_Append(list, item);
        Py_DECREF(item);
        if (failed) {
            break;
        }
        if (i >= count) {
            return list;
        }
        item = make(i);
    }
    Py_DECREF(list);
    return NULL;
}

static PyObject *
numbers(PyObject *module, PyObject *arg)
{
    long count = PyLong_AsLong(arg);
    if (count == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return count % 2 ? each(count, doubled, nothing) : each(count, plain, nothing);
}

/* The C library knows nothing of the module. */
static PyTypeObject Sorted_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "handed.Sorted",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static int
by_type(const void *left, const void *right)
{
    PyObject *a = *(PyObject **)left, *b = *(PyObject **)right;
    return Py_IS_TYPE(b, &Sorted_Type) - Py_IS_TYPE(a, &Sorted_Type);
}

static PyObject *
sorted_first(PyObject *module, PyObject *args)
{
    PyObject *items[2];
    if (!PyArg_ParseTuple(args, "OO", &items[0], &items[1])) {
        return NULL;
    }
    qsort(items, 2, sizeof(PyObject *), by_type);  // want guard-route A-CALLBACK
    Py_INCREF(items[0]);
    return items[0];
}

static PyMethodDef functions[] = {
    {"numbers", numbers, METH_O, NULL},
    {"sorted_first", sorted_first, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef handed_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "handed",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC
PyInit_handed(void)
{
    PyObject *module;

    if (PyType_Ready(&Number_Type) < 0 || PyType_Ready(&Sorted_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&handed_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Sorted_Type);
    if (PyModule_AddObject(module, "Sorted", (PyObject *)&Sorted_Type) < 0) {
        Py_DECREF(&Sorted_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
