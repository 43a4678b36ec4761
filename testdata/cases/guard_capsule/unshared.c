// Types that all interpreters are to share, in structs that cannot be filled while the module comes up.
// ids: R-CAPSULE
// types: Firm_Type.capsule = shared
// types: Row_Type.capsule = shared
// types: Early_Type.capsule = shared
// types: Known_Type.capsule = shared
// types: Pair_Type.capsule = shared
#include <Python.h>

typedef struct {
    PyTypeObject *type;
    int version;
} API;

typedef struct {
    int versions[2];
    PyTypeObject *first;
    PyTypeObject *second;
} Pair;

static PyTypeObject Firm_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "unshared.Firm",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Row_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "unshared.Row",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Early_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "unshared.Early",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Known_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "unshared.Known",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Pair_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "unshared.Pair",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static const API firm = {&Firm_Type, 1}; // want guard-capsule R-CAPSULE
static API rows[] = {{&Row_Type, 1}, {&Row_Type, 2}}; // want guard-capsule R-CAPSULE
static API early = {&Early_Type, 1};
static API known = {&Known_Type, 1}; // want guard-capsule R-CAPSULE
static API *also_known = &known;
static Pair pair = {1, 2, &Pair_Type, &Pair_Type}; // want guard-capsule R-CAPSULE

static struct PyModuleDef unshared_module = {
    PyModuleDef_HEAD_INIT, "unshared", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

static int
add(PyObject *module, const char *name, PyObject *capsule)
{
    if (capsule == NULL) {
        return -1;
    }
    if (PyModule_AddObject(module, name, capsule) < 0) {
        Py_DECREF(capsule);
        return -1;
    }
    return 0;
}

static PyObject *
capsule_of_early(void)
{
    return PyCapsule_New(&early, "unshared.early", NULL);
}

PyMODINIT_FUNC
PyInit_unshared(void)
{
    PyObject *module, *capsule;

    module = PyModule_Create(&unshared_module);
    if (module == NULL) {
        return NULL;
    }
    capsule = capsule_of_early(); // want mention-table 8
    if (capsule == NULL || PyModule_AddObject(module, "early", capsule) < 0) {
        Py_XDECREF(capsule);
        Py_DECREF(module);
        return NULL;
    }
    if (PyType_Ready(&Firm_Type) < 0 || PyType_Ready(&Row_Type) < 0 || PyType_Ready(&Early_Type) < 0
        || PyType_Ready(&Known_Type) < 0 || PyType_Ready(&Pair_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    capsule = PyCapsule_New((void *)&firm, "unshared.firm", NULL);
    if (capsule == NULL || PyModule_AddObject(module, "firm", capsule) < 0 || add(module, "rows", PyCapsule_New(rows, NULL, NULL)) < 0
        || add(module, "known", PyCapsule_New(&known, NULL, NULL)) < 0
        || add(module, "also_known", PyCapsule_New(also_known, NULL, NULL)) < 0
        || add(module, "pair", PyCapsule_New(&pair, NULL, NULL)) < 0) {
        Py_XDECREF(capsule);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
