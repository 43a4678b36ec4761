// Functions that macros write, and that need the module state: functions of the module, binary and in-place operators,
// methods of a class and of instances. Each finds the state in the macro's body; what a macro could paste, and does not,
// gains its parameter as ever.
// ids: P-3
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Count;

static PyTypeObject Count_Type;
static PyObject *CountError;

#define Count_Check(op) PyObject_TypeCheck(op, &Count_Type)

static PyObject *
count_make(PyTypeObject *type, long value)
{
    Count *self;

    if (value < 0) {
        PyErr_SetString(CountError, "below zero");
        return NULL;
    }
    self = (Count *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->value = value;
    }
    return (PyObject *)self;
}

static int
both(PyObject *one, PyObject *other, const char *what)
{
    if (Count_Check(one) && Count_Check(other)) {
        return 0;
    }
    PyErr_Format(PyExc_TypeError, "counts expected for %s", what);
    return -1;
}

/* count_add, count_subtract; count_iadd works in place */
#define OPERATOR(name, op, inplace)                         \
static PyObject *                                           \
count_ ## name(PyObject *self, PyObject *other)             \
{                                                           \
    long value;                                             \
                                                            \
    if (both(self, other, #op) < 0) {                       \
        return NULL;                                        \
    }                                                       \
    value = ((Count *)self)->value op ((Count *)other)->value; \
    if (inplace) {                                          \
        ((Count *)self)->value = value;                     \
        Py_INCREF(self);                                    \
        return self;                                        \
    }                                                       \
    return count_make(&Count_Type, value);                  \
}

OPERATOR(add, +, 0)
OPERATOR(subtract, -, 0)
OPERATOR(iadd, +, 1)

#define CONSTANT(word, number) \
static PyObject *count_of_ ## word(PyObject *module, PyObject *args) { return count_make(&Count_Type, number); }

CONSTANT(zero, 0)
CONSTANT(dozen, 12)
CONSTANT(debt, -3);

#define FROM(word, factor)                                  \
static PyObject *                                           \
from_ ## word(PyObject *cls, PyObject *arg)                 \
{                                                           \
    long value = PyLong_AsLong(arg);                        \
    if (value == -1 && PyErr_Occurred()) {                  \
        return NULL;                                        \
    }                                                       \
    if (value < 0) {                                        \
        PyErr_SetString(CountError, "from " #word);         \
        return NULL;                                        \
    }                                                       \
    return count_make((PyTypeObject *)cls, value * factor); \
}                                                           \
PyDoc_STRVAR(from_ ## word ## _doc, "from " #word)

FROM(pairs, 2);
FROM(dozens, 12);

#define IS(word, op)                                        \
static PyObject *                                           \
is_ ## word(Count *self, PyObject *arg) {                   \
    if (!Count_Check(arg)) {                                \
        PyErr_SetString(CountError, "no count");            \
        return NULL;                                        \
    }                                                       \
    return PyBool_FromLong(self->value op ((Count *)arg)->value); \
}

IS(above, >)
IS(below, <)

/* Needs no state. */
#define PLAIN(word, number)                                 \
static PyObject *                                           \
plain_ ## word(PyObject *module, PyObject *args)            \
{                                                           \
    return PyLong_FromLong(number);                         \
}

PLAIN(one, 1)

static PyNumberMethods count_as_number = {
    .nb_add = count_add,
    .nb_subtract = (binaryfunc)count_subtract,
    .nb_inplace_add = count_iadd,
};

static PyMethodDef count_methods[] = {
    {"from_pairs", from_pairs, METH_O | METH_CLASS, from_pairs_doc},
    {"from_dozens", from_dozens, METH_O | METH_CLASS, from_dozens_doc},
    {"is_above", (PyCFunction)is_above, METH_O, NULL},
    {"is_below", (PyCFunction)is_below, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Count_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "written_by_macro.Count",
    .tp_basicsize = sizeof(Count),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_as_number = &count_as_number,
    .tp_methods = count_methods,
    .tp_new = PyType_GenericNew,
};

static PyMethodDef module_methods[] = {
    {"zero", count_of_zero, METH_NOARGS, NULL},
    {"dozen", count_of_dozen, METH_NOARGS, NULL},
    {"debt", count_of_debt, METH_NOARGS, NULL},
    {"one", plain_one, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef written_module = {
    PyModuleDef_HEAD_INIT, "written_by_macro", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_written_by_macro(void)
{
    PyObject *module;

    if (PyType_Ready(&Count_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&written_module);
    if (module == NULL) {
        return NULL;
    }
    CountError = PyErr_NewException("written_by_macro.CountError", NULL, NULL);
    if (CountError == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Count_Type);
    if (PyModule_AddObject(module, "Count", (PyObject *)&Count_Type) < 0) {
        Py_DECREF(&Count_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
