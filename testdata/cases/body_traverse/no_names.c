// A traverse without names for its parameters, and one with other names than Py_VISIT needs.
// ids: T-TRAV-1
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Hush;

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Other;

static void
hush_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Hush *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static int
hush_traverse(PyObject *, visitproc, void *)  // want body-traverse T-TRAV-1
{
    return 0;
}

static void
other_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Other *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static int
other_traverse(PyObject *op, visitproc see, void *with)  // want body-traverse T-TRAV-1
{
    return ((Other *)op)->held == NULL ? 0 : see(((Other *)op)->held, with);
}

static PyTypeObject Hush_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "no_names.Hush",
    .tp_basicsize = sizeof(Hush),
    .tp_dealloc = hush_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = hush_traverse,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Other_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "no_names.Other",
    .tp_basicsize = sizeof(Other),
    .tp_dealloc = other_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = other_traverse,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef no_names_module = {
    PyModuleDef_HEAD_INIT, "no_names", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_no_names(void)
{
    PyObject *module;

    if (PyType_Ready(&Hush_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Other_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&no_names_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Hush_Type);
    if (PyModule_AddObject(module, "Hush", (PyObject *)&Hush_Type) < 0) {
        Py_DECREF(&Hush_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Other_Type);
    if (PyModule_AddObject(module, "Other", (PyObject *)&Other_Type) < 0) {
        Py_DECREF(&Other_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
