// A clear that clears weak references, too: the collector has dealt with them, and the object may yet be saved.
// ids: T-CLEAR-3 T-CLEAR-1
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
    PyObject *weak;
} Hook;

static int
hook_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Hook *)op)->held);
    return 0;
}

static int
hook_clear(PyObject *op)
{
    if (((Hook *)op)->weak != NULL) {
        PyObject_ClearWeakRefs(op);  // want body-traverse T-CLEAR-3
    }
    Py_CLEAR(((Hook *)op)->held);
    return 0;
}

static void
hook_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    if (((Hook *)op)->weak != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    Py_CLEAR(((Hook *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyMemberDef hook_members[] = {
    {"held", T_OBJECT, offsetof(Hook, held), 0, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyTypeObject Hook_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "clears_weak_references.Hook",
    .tp_basicsize = sizeof(Hook),
    .tp_dealloc = hook_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = hook_traverse,
    .tp_clear = hook_clear,
    .tp_weaklistoffset = offsetof(Hook, weak),
    .tp_members = hook_members,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef clears_weak_references_module = {
    PyModuleDef_HEAD_INIT, "clears_weak_references", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_clears_weak_references(void)
{
    PyObject *module;

    if (PyType_Ready(&Hook_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&clears_weak_references_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Hook_Type);
    if (PyModule_AddObject(module, "Hook", (PyObject *)&Hook_Type) < 0) {
        Py_DECREF(&Hook_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
