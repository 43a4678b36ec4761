// A method's function is called with an object of any type, too: what it does becomes a function that is given the state.
// ids: MOD-5
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long count;
} Counter;

static PyTypeObject Counter_Type;

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
    .tp_name = "called_with_any.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = counter_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef called_with_any_module = {
    PyModuleDef_HEAD_INIT, "called_with_any", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_called_with_any(void)
{
    PyObject *module;

    if (PyType_Ready(&Counter_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&called_with_any_module);
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
