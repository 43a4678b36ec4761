// A macro stands for the function that finds the state; who gives the state of a module stands behind who asks for it.
// ids: MOD-4
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long count;
} Counter;

typedef struct {
    PyObject *error;
} macro_state;

#define STATE() macro_state_of_process()

static macro_state *macro_state_of_process(void);

static PyObject *
fail(const char *text)
{
    macro_state *state = STATE();

    if (state != NULL) {
        PyErr_SetString(state->error, text);
    }
    return NULL;
}

static PyObject *
counter_up(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    if (((Counter *)op)->count > 1) {
        return fail("too many");
    }
    return PyLong_FromLong(++((Counter *)op)->count);
}

static PyMethodDef counter_methods[] = {
    {"up", counter_up, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "state_by_macro.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = counter_methods,
    .tp_new = PyType_GenericNew,
};

static PyObject *
is_counter(PyObject *Py_UNUSED(module), PyObject *object)
{
    return PyBool_FromLong(Py_IS_TYPE(object, &Counter_Type));
}

static PyMethodDef state_by_macro_functions[] = {
    {"is_counter", is_counter, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static macro_state *
get_macro_state(PyObject *module)
{
    return (macro_state *)PyModule_GetState(module);
}

static int
macro_traverse(PyObject *module, visitproc visit, void *arg)
{
    Py_VISIT(get_macro_state(module)->error);
    return 0;
}

static int
macro_clear(PyObject *module)
{
    Py_CLEAR(get_macro_state(module)->error);
    return 0;
}

static struct PyModuleDef state_by_macro_module = {
    PyModuleDef_HEAD_INIT, "state_by_macro", NULL, sizeof(macro_state), state_by_macro_functions, NULL, macro_traverse, macro_clear, NULL
};

static macro_state *
macro_state_of_process(void)
{
    PyObject *module = PyState_FindModule(&state_by_macro_module);

    if (module == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the module is gone");
        return NULL;
    }
    return get_macro_state(module);
}

PyMODINIT_FUNC
PyInit_state_by_macro(void)
{
    PyObject *module;

    if (PyType_Ready(&Counter_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&state_by_macro_module);
    if (module == NULL) {
        return NULL;
    }
    get_macro_state(module)->error = PyErr_NewException("state_by_macro.Error", NULL, NULL);
    if (get_macro_state(module)->error == NULL) {
        Py_DECREF(module);
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
