// Flags that a function of the module works out.
// ids: FL-RT
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Mood;

static void
mood_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static unsigned long
flags_of_today(void)
{
    return Py_TPFLAGS_DEFAULT;
}

static PyTypeObject Mood_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "worked_out.Mood",
    .tp_basicsize = sizeof(Mood),
    .tp_dealloc = mood_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef worked_out_module = {
    PyModuleDef_HEAD_INIT, "worked_out", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_worked_out(void)
{
    PyObject *module;

    Mood_Type.tp_flags = flags_of_today();  // want field-flags FL-RT
    if (PyType_Ready(&Mood_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&worked_out_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Mood_Type);
    if (PyModule_AddObject(module, "Mood", (PyObject *)&Mood_Type) < 0) {
        Py_DECREF(&Mood_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
