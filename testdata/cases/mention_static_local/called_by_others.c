// A function that is seen elsewhere keeps an object in a static variable: who calls it names nothing else that moves.
// ids: MOD-13
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long count;
} Counter;

int
reached_limit(PyObject *value)
{
    static PyObject *limit = NULL;

    if (limit == NULL) {
        limit = PyLong_FromLong(3);
        if (limit == NULL) {
            return -1;
        }
    }
    return PyObject_RichCompareBool(value, limit, Py_GE);
}

static PyObject *
counter_up(PyObject *op, PyObject *value)
{
    int reached;

    do {
        ((Counter *)op)->count += 1;
        reached = 1;
    } while (((Counter *)op)->count < 2 && reached_limit(value) == 0);
    return PyLong_FromLong(((Counter *)op)->count);
}

static PyMethodDef counter_methods[] = {
    {"up", counter_up, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "called_by_others.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = counter_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef called_by_others_module = {
    PyModuleDef_HEAD_INIT, "called_by_others", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_called_by_others(void)
{
    PyObject *module;

    if (PyType_Ready(&Counter_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&called_by_others_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Counter_Type);
    if (PyModule_AddObject(module, "Counter", (PyObject *)&Counter_Type) < 0) {
        Py_DECREF(&Counter_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
