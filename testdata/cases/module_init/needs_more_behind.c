// A clear that leaves early, and does more than to release behind that.
// ids: MOD-6 R-INIT
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long count;
} Counter;

typedef struct {
    int ready;
    PyObject *names;
} behind_state;

static void
drain(behind_state *state)
{
    while (PyList_GET_SIZE(state->names) > 0) {
        PyList_SetSlice(state->names, 0, 1, NULL);
    }
}

static int
behind_clear(PyObject *module)  // want module-init R-INIT
{
    behind_state *state = PyModule_GetState(module);
    if (!state->ready) {
        return 0;
    }
    drain(state);
    Py_CLEAR(state->names);
    return 0;
}

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "needs_more_behind.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef needs_more_behind_module = {
    PyModuleDef_HEAD_INIT, "needs_more_behind", NULL, sizeof(behind_state), NULL, NULL, NULL, behind_clear, NULL
};

PyMODINIT_FUNC
PyInit_needs_more_behind(void)
{
    PyObject *module;

    if (PyType_Ready(&Counter_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&needs_more_behind_module);
    if (module == NULL) {
        return NULL;
    }
    behind_state *state = PyModule_GetState(module);
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
