// Instances have a docstring of their own, and the project wants the type's, too: it stays static.
// ids: R-DOC T-DOC-5
// types: Note_Type.doc = keep
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    long value;
} Note;

static void
note_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyMemberDef note_members[] = {
    {"__doc__", T_LONG, offsetof(Note, value), 0, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyTypeObject Note_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "kept.Note",
    .tp_basicsize = sizeof(Note),
    .tp_dealloc = note_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "A note.",  // want field-doc R-DOC
    .tp_members = note_members,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef kept_module = {
    PyModuleDef_HEAD_INIT, "kept", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_kept(void)
{
    PyObject *module;

    if (PyType_Ready(&Note_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&kept_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Note_Type);
    if (PyModule_AddObject(module, "Note", (PyObject *)&Note_Type) < 0) {
        Py_DECREF(&Note_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
