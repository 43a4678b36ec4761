// The same where the function is declared ahead of the struct of the state.
// ids: MOD-5
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long count;
} Counter;

static PyObject *counter_same(PyObject *op, PyObject *other);

typedef struct {
    PyObject *names;
} early_state;

static PyTypeObject Counter_Type;

static int
early_traverse(PyObject *module, visitproc visit, void *arg)
{
    early_state *state = PyModule_GetState(module);
    Py_VISIT(state->names);
    return 0;
}

static int
early_clear(PyObject *module)
{
    early_state *state = PyModule_GetState(module);
    Py_CLEAR(state->names);
    return 0;
}

static PyObject *
counter_same(PyObject *op, PyObject *other)
{
    if (PyObject_TypeCheck(other, &Counter_Type)) {
        Py_RETURN_TRUE;
    }
    return PyObject_CallMethod(other, "same", "O", op);
}

/* Asks the other object, whatever that is. */
static PyObject *
counter_ask(PyObject *op, PyObject *other)
{
    return counter_same(other, op);
}

static PyMethodDef counter_methods[] = {
    {"same", counter_same, METH_O, NULL},
    {"ask", counter_ask, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "called_with_any_early.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = counter_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef called_with_any_early_module = {
    PyModuleDef_HEAD_INIT, "called_with_any_early", NULL, sizeof(early_state), NULL, NULL, early_traverse, early_clear, NULL
};

PyMODINIT_FUNC
PyInit_called_with_any_early(void)
{
    PyObject *module;

    if (PyType_Ready(&Counter_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&called_with_any_early_module);
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
