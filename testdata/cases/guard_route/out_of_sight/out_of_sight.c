// A function that needs the module itself, in a file that sees neither the definition nor the struct of the state, beside
// which a function that finds it could be declared.
// ids: MOD-4
#include "out_of_sight.h"

typedef struct {
    PyObject *prefix;
} State;

static struct PyModuleDef out_of_sight_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "out_of_sight",
    .m_size = sizeof(State),
};

PyObject *
prefix(void)
{
    PyObject *module = PyState_FindModule(&out_of_sight_module);
    State *state = module != NULL ? PyModule_GetState(module) : NULL;

    if (state == NULL) {
        PyErr_SetString(PyExc_SystemError, "no module");
        return NULL;
    }
    return state->prefix;
}

PyMODINIT_FUNC
PyInit_out_of_sight(void)
{
    PyObject *module;

    if (PyType_Ready(&Label_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&out_of_sight_module);
    if (module == NULL) {
        return NULL;
    }
    State *state = PyModule_GetState(module);
    state->prefix = PyUnicode_FromString("label");
    Py_INCREF(&Label_Type);
    if (state->prefix == NULL || PyModule_AddObject(module, "Label", (PyObject *)&Label_Type) < 0) {
        Py_XDECREF(state->prefix);
        Py_DECREF(&Label_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
