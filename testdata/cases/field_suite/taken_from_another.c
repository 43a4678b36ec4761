// A suite that is taken from another type at run time.
// ids: R-SUITE S-3
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Whole;

static void
whole_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Whole_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "taken_from_another.Whole",
    .tp_basicsize = sizeof(Whole),
    .tp_dealloc = whole_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef taken_from_another_module = {
    PyModuleDef_HEAD_INIT, "taken_from_another", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_taken_from_another(void)
{
    PyObject *module;

    Whole_Type.tp_as_number = PyLong_Type.tp_as_number;  // want field-suite R-SUITE
    if (PyType_Ready(&Whole_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&taken_from_another_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Whole_Type);
    if (PyModule_AddObject(module, "Whole", (PyObject *)&Whole_Type) < 0) {
        Py_DECREF(&Whole_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
