// Two types share a members table, and one of them needs a special member.
// ids: T-OFF-2
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    long value;
    PyObject *weakrefs;
} Node;

static PyMemberDef node_members[] = {
    {"value", T_LONG, offsetof(Node, value), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}
};

static void
node_dealloc(PyObject *op)
{
    if (((Node *)op)->weakrefs != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject One_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "shared_members.One",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = node_dealloc,
    .tp_weaklistoffset = offsetof(Node, weakrefs),
    .tp_members = node_members,  // want field-offset T-OFF-2
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Two_Type = {  // want guard-component
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "shared_members.Two",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = node_dealloc,
    .tp_members = node_members,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef shared_members_module = {
    PyModuleDef_HEAD_INIT, "shared_members", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_shared_members(void)
{
    PyObject *module;

    if (PyType_Ready(&One_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Two_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&shared_members_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&One_Type);
    if (PyModule_AddObject(module, "One", (PyObject *)&One_Type) < 0) {
        Py_DECREF(&One_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Two_Type);
    if (PyModule_AddObject(module, "Two", (PyObject *)&Two_Type) < 0) {
        Py_DECREF(&Two_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
