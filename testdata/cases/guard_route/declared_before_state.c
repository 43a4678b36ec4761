// A function is declared ahead of the struct of the state: what it keeps in a static variable stays there.
// ids: MOD-13
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long count;
} Counter;

int reached_limit(PyObject *value);

typedef struct {
    PyObject *names;
} declared_state;

static int
declared_traverse(PyObject *module, visitproc visit, void *arg)
{
    declared_state *state = PyModule_GetState(module);
    Py_VISIT(state->names);
    return 0;
}

static int
declared_clear(PyObject *module)
{
    declared_state *state = PyModule_GetState(module);
    Py_CLEAR(state->names);
    return 0;
}

int
reached_limit(PyObject *value)  // want guard-route
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
    ((Counter *)op)->count += reached_limit(value);
    return PyLong_FromLong(((Counter *)op)->count);
}

static PyMethodDef counter_methods[] = {
    {"up", counter_up, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "declared_before_state.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = counter_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef declared_before_state_module = {
    PyModuleDef_HEAD_INIT, "declared_before_state", NULL, sizeof(declared_state), NULL, NULL, declared_traverse, declared_clear, NULL
};

PyMODINIT_FUNC
PyInit_declared_before_state(void)
{
    PyObject *module;

    if (PyType_Ready(&Counter_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&declared_before_state_module);
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
