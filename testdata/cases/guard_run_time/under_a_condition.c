// A field that is set under a condition.
// ids: FL-RT
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Tide;

static void
tide_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
tide_repr(PyObject *Py_UNUSED(op))
{
    return PyUnicode_FromString("<tide>");
}

static PyTypeObject Tide_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "under_a_condition.Tide",
    .tp_basicsize = sizeof(Tide),
    .tp_dealloc = tide_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef under_a_condition_module = {
    PyModuleDef_HEAD_INIT, "under_a_condition", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_under_a_condition(void)
{
    PyObject *module;

    if (getenv("TIDE_REPR") != NULL) {
        Tide_Type.tp_repr = tide_repr;  // want guard-run-time FL-RT
    }
    if (PyType_Ready(&Tide_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&under_a_condition_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Tide_Type);
    if (PyModule_AddObject(module, "Tide", (PyObject *)&Tide_Type) < 0) {
        Py_DECREF(&Tide_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
