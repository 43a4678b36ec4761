// An object that is freed inside a loop, and one that a goto frees.
// ids: T-DEALLOC-2
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Ring;

typedef struct {
    PyObject_HEAD
    long value;
} Jump;

static void
ring_dealloc(PyObject *op)
{
    int turns = 1;

    while (turns-- > 0) {  // want body-dealloc T-DEALLOC-2
        Py_TYPE(op)->tp_free(op);
    }
}

static void
jump_dealloc(PyObject *op)
{
    if (((Jump *)op)->value < 0) {
        goto end;  // want body-dealloc T-DEALLOC-2
    }
    ((Jump *)op)->value = 0;
end:
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Ring_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "in_a_loop.Ring",
    .tp_basicsize = sizeof(Ring),
    .tp_dealloc = ring_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Jump_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "in_a_loop.Jump",
    .tp_basicsize = sizeof(Jump),
    .tp_dealloc = jump_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef in_a_loop_module = {
    PyModuleDef_HEAD_INIT, "in_a_loop", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_in_a_loop(void)
{
    PyObject *module;

    if (PyType_Ready(&Ring_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Jump_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&in_a_loop_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Ring_Type);
    if (PyModule_AddObject(module, "Ring", (PyObject *)&Ring_Type) < 0) {
        Py_DECREF(&Ring_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Jump_Type);
    if (PyModule_AddObject(module, "Jump", (PyObject *)&Jump_Type) < 0) {
        Py_DECREF(&Jump_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
