// Members that another library defines, and an offset that must join them.
// ids: T-OFF-2
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *weak;
} Knot;

extern PyMemberDef knot_members[];

static void
knot_dealloc(PyObject *op)
{
    if (((Knot *)op)->weak != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Knot_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "members_elsewhere.Knot",
    .tp_basicsize = sizeof(Knot),
    .tp_dealloc = knot_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_weaklistoffset = offsetof(Knot, weak),
    .tp_members = knot_members,  // want field-offset T-OFF-2
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef members_elsewhere_module = {
    PyModuleDef_HEAD_INIT, "members_elsewhere", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_members_elsewhere(void)
{
    PyObject *module;

    if (PyType_Ready(&Knot_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&members_elsewhere_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Knot_Type);
    if (PyModule_AddObject(module, "Knot", (PyObject *)&Knot_Type) < 0) {
        Py_DECREF(&Knot_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
