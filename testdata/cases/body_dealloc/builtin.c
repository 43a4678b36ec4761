// A dealloc that hands on to that of a builtin base.
// ids: T-DEALLOC-4 T-TRAV-3
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyDictObject dict;
    PyObject *fallback;
} Defaults;

static int
defaults_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Defaults *)op)->fallback);
    return PyDict_Type.tp_traverse(op, visit, arg);
}

static int
defaults_clear(PyObject *op)
{
    Py_CLEAR(((Defaults *)op)->fallback);
    return PyDict_Type.tp_clear(op);
}

static void
defaults_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Defaults *)op)->fallback);
    PyDict_Type.tp_dealloc(op);
}

static PyMemberDef defaults_members[] = {
    {"fallback", T_OBJECT, offsetof(Defaults, fallback), 0, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyTypeObject Defaults_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "builtin.Defaults",
    .tp_basicsize = sizeof(Defaults),
    .tp_dealloc = defaults_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = defaults_traverse,
    .tp_clear = defaults_clear,
    .tp_members = defaults_members,
};

static struct PyModuleDef builtin_module = {
    PyModuleDef_HEAD_INIT, "builtin", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_builtin(void)
{
    PyObject *module;

    Defaults_Type.tp_base = &PyDict_Type;
    if (PyType_Ready(&Defaults_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&builtin_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Defaults_Type);
    if (PyModule_AddObject(module, "Defaults", (PyObject *)&Defaults_Type) < 0) {
        Py_DECREF(&Defaults_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
