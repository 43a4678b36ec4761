// A clear that leaves early in some builds only: no line before that is in every build.
// ids: MOD-6 R-INIT
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long count;
} Counter;

typedef struct {
    int ready;
    PyObject *names;
} built_state;

static int
built_clear(PyObject *module)
{
    built_state *state = PyModule_GetState(module);
#ifdef LEAVES_EARLY
    if (!state->ready) {  // want module-init R-INIT
        return 0;
    }
#endif
    Py_CLEAR(state->names);
    return 0;
}

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "leaves_under_condition.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef leaves_under_condition_module = {
    PyModuleDef_HEAD_INIT, "leaves_under_condition", NULL, sizeof(built_state), NULL, NULL, NULL, built_clear, NULL
};

PyMODINIT_FUNC
PyInit_leaves_under_condition(void)
{
    PyObject *module;

    if (PyType_Ready(&Counter_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&leaves_under_condition_module);
    if (module == NULL) {
        return NULL;
    }
    built_state *state = PyModule_GetState(module);
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
