// A table of types, some under an #if, that one function readies and another one takes down.
// ids: MOD-7 P-2
#include <Python.h>

/* CPython keeps it to itself: where it is not there, nobody calls who uses it. */
extern void _PyStaticType_Dealloc(PyTypeObject *type) __attribute__((weak));

typedef struct {
    PyObject_HEAD
    long count;
} Counter;

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "taken_down.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

#ifndef WITHOUT_EXTRA
static PyTypeObject Extra_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "taken_down.Extra",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};
#endif

static PyTypeObject *static_types[] = {
    // counts
    &Counter_Type,
#ifndef WITHOUT_EXTRA
    &Extra_Type,
#endif
};

void
taken_down_fini(void)
{
    for (Py_ssize_t i = Py_ARRAY_LENGTH(static_types) - 1; i >= 0; i--) {
        PyTypeObject *type = static_types[i];
        _PyStaticType_Dealloc(type);
    }
}

static struct PyModuleDef taken_down_module = {
    PyModuleDef_HEAD_INIT, "taken_down", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_taken_down(void)
{
    PyObject *module = PyModule_Create(&taken_down_module);

    if (module == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(static_types); i++) {
        if (PyModule_AddType(module, static_types[i]) < 0) {
            Py_DECREF(module);
            return NULL;
        }
    }
    return module;
}
