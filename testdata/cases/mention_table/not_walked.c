// Tables of types that are not only read row by row, by one function, in the order in which the types are readied.
// ids: MOD-5
#include <Python.h>

static PyTypeObject Kept_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "not_walked.Kept",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Changed_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "not_walked.Changed",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Twice_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "not_walked.Twice",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Early_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "not_walked.Early",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Moving_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "not_walked.Moving",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

struct row {
    const char *name;
    PyTypeObject *type;
};

static struct row kept[] = {{"Kept", &Kept_Type}, {NULL, NULL}}; // want mention-table 8
static struct row *current;

static struct row changed[] = {{"Changed", &Changed_Type}, {NULL, NULL}}; // want mention-table 8
static struct row twice[] = {{"Twice", &Twice_Type}, {NULL, NULL}}; // want mention-table 8
static struct row early[] = {{"Early", &Early_Type}, {NULL, NULL}};

static int
ready_kept(void)
{
    current = kept;
    return PyType_Ready(current->type);
}

static int
ready_changed(void)
{
    changed[0].type->tp_new = PyType_GenericNew;
    return PyType_Ready(changed[0].type);
}

static int
ready_twice(void)
{
    return PyType_Ready(twice[0].type);
}

static int
add_twice(PyObject *module)
{
    Py_INCREF(twice[0].type);
    return PyModule_AddObject(module, twice[0].name, (PyObject *)twice[0].type);
}

static PyObject *
get_early(void)
{
    return (PyObject *)early[0].type;
}

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "not_walked", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_not_walked(void)
{
    PyObject *module, *type;

    type = get_early(); // want mention-table 8
    Py_INCREF(type);
    module = PyModule_Create(&module_def);
    if (module == NULL || ready_kept() < 0 || ready_changed() < 0 || ready_twice() < 0
        || PyType_Ready(&Early_Type) < 0 || PyType_Ready(&Moving_Type) < 0) {
        return NULL;
    }
    if (add_twice(module) < 0 || PyModule_AddObject(module, "Early", type) < 0) {
        return NULL;
    }
    Py_INCREF(&Kept_Type);
    if (PyModule_AddObject(module, "Kept", (PyObject *)&Kept_Type) < 0) {
        return NULL;
    }
    Py_INCREF(&Changed_Type);
    if (PyModule_AddObject(module, "Changed", (PyObject *)&Changed_Type) < 0) {
        return NULL;
    }
    Py_INCREF(&Moving_Type);
    if (PyModule_AddObject(module, "Moving", (PyObject *)&Moving_Type) < 0) {
        return NULL;
    }
    return module;
}
