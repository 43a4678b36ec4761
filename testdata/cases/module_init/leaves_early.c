// The module's traverse and clear leave early: what they do for the types stands before.
// ids: MOD-6
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long count;
} Counter;

typedef struct {
    int ready;
    PyObject *names;
} early_state;

static int
early_traverse(PyObject *module, visitproc visit, void *arg)
{
    early_state *state = PyModule_GetState(module);
    if (!state->ready) {
        return 0;
    }
    Py_VISIT(state->names);
    return 0;
}

static int
early_clear(PyObject *module)
{
    early_state *state = PyModule_GetState(module);
    if (!state->ready)
        return 0;
    if (state->names != NULL) {
        Py_CLEAR(state->names);
    }
    return 0;
}

static void
early_free(void *module)
{
    early_clear(module);
}

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "leaves_early.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef leaves_early_module = {
    PyModuleDef_HEAD_INIT, "leaves_early", NULL, sizeof(early_state), NULL, NULL, early_traverse, early_clear, early_free
};

PyMODINIT_FUNC
PyInit_leaves_early(void)
{
    PyObject *module;
    early_state *state = NULL;

    if (PyType_Ready(&Counter_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&leaves_early_module);
    if (module == NULL) {
        return NULL;
    }
    state = PyModule_GetState(module);
    state->names = PyList_New(0);
    if (state->names == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    state->ready = 1;
    Py_INCREF(&Counter_Type);
    if (PyModule_AddObject(module, "Counter", (PyObject *)&Counter_Type) < 0) {
        Py_DECREF(&Counter_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
