// A suite with more values than members.
// ids: R-SUITE
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Row;

static void
row_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PySequenceMethods row_as_sequence = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    (void *)row_dealloc,  // want field-suite R-SUITE
};

static PyTypeObject Row_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "one_too_many.Row",
    .tp_basicsize = sizeof(Row),
    .tp_dealloc = row_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_as_sequence = &row_as_sequence,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef one_too_many_module = {
    PyModuleDef_HEAD_INIT, "one_too_many", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_one_too_many(void)
{
    PyObject *module;

    if (PyType_Ready(&Row_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&one_too_many_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Row_Type);
    if (PyModule_AddObject(module, "Row", (PyObject *)&Row_Type) < 0) {
        Py_DECREF(&Row_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
