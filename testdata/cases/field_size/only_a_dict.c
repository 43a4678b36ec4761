// The struct adds a dict to its base's and nothing else: below CPython 3.12 such a heap type counts as having no layout of its own.
// ids: T-SIZE-7
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    long value;
} Base;

static void
base_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Base_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "only_a_dict.Base",
    .tp_basicsize = sizeof(Base),
    .tp_dealloc = base_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

typedef struct {
    Base base;
    PyObject *dict;
} Open;

static int
open_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Open *)op)->dict);
    return 0;
}

static int
open_clear(PyObject *op)
{
    Py_CLEAR(((Open *)op)->dict);
    return 0;
}

static void
open_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Open *)op)->dict);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Open_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "only_a_dict.Open",
    .tp_basicsize = sizeof(Open),  // want field-size W-LAYOUT
    .tp_dealloc = open_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = open_traverse,
    .tp_clear = open_clear,
    .tp_base = &Base_Type,
    .tp_dictoffset = offsetof(Open, dict),
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef only_a_dict_module = {
    PyModuleDef_HEAD_INIT, "only_a_dict", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_only_a_dict(void)
{
    PyObject *module;

    if (PyType_Ready(&Base_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Open_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&only_a_dict_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Base_Type);
    if (PyModule_AddObject(module, "Base", (PyObject *)&Base_Type) < 0) {
        Py_DECREF(&Base_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Open_Type);
    if (PyModule_AddObject(module, "Open", (PyObject *)&Open_Type) < 0) {
        Py_DECREF(&Open_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
