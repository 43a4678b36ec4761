// A macro that calls by the same words what can be given the state and what cannot.
// ids: P-4
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Coin;

static PyTypeObject Coin_Type;

static PyObject *
toss_heads(long value) // want guard-route P-4
{
    Coin *coin = PyObject_New(Coin, &Coin_Type);

    if (coin != NULL) {
        coin->value = value;
    }
    return (PyObject *)coin;
}

/* A function of CPython's, by another name. */
#define toss_tails PyLong_FromLong

#define TOSS(side)                                          \
    static PyObject *                                       \
    side(PyObject *Py_UNUSED(module), PyObject *arg)        \
    {                                                       \
        return toss_##side(PyLong_AsLong(arg));             \
    }

TOSS(heads)
TOSS(tails)

static PyTypeObject Coin_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "macro_function_unlike.Coin",
    .tp_basicsize = sizeof(Coin),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyMethodDef methods[] = {
    {"heads", heads, METH_O, NULL},
    {"tails", tails, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef macro_function_unlike_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "macro_function_unlike",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_macro_function_unlike(void)
{
    if (PyType_Ready(&Coin_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&macro_function_unlike_module);
}
