// Types that are confirmed, and in capsules that cannot own them all the same.
// ids: R-CAPSULE
// types: Late_Type.capsule = confirm
// types: Ended_Type.capsule = confirm
// types: Lent_Type.capsule = confirm
// types: Known_Type.capsule = confirm
#include <Python.h>

typedef struct {
    PyTypeObject *type;
    int version;
} API;

static PyTypeObject Late_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "doubtful.Late",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Ended_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "doubtful.Ended",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Lent_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "doubtful.Lent",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Known_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "doubtful.Known",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static API late = {&Late_Type}; // want guard-capsule R-CAPSULE
static API ended = {&Ended_Type}; // want guard-capsule R-CAPSULE
static API known = {&Known_Type}; // want guard-capsule R-CAPSULE

static void
goodbye(PyObject *capsule)
{
    PyErr_Clear();
}

static PyObject *
version(PyObject *module, PyObject *args)
{
    return PyLong_FromLong(known.version);
}

static PyMethodDef doubtful_methods[] = {
    {"version", version, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef doubtful_module = {
    PyModuleDef_HEAD_INIT, "doubtful", NULL, -1, doubtful_methods, NULL, NULL, NULL, NULL
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

static int
add_late(PyObject *module)
{
    PyObject *capsule = PyCapsule_New(&late, "doubtful.late", NULL);

    late.version = 2;
    return add(module, "late", capsule);
}

static int
add_lent(PyObject *module)
{
    API *lent = PyMem_Malloc(sizeof(API));

    if (lent == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    lent->type = &Lent_Type; // want guard-capsule R-CAPSULE
    return add(module, "lent", PyCapsule_New(lent, "doubtful.lent", NULL));
}

PyMODINIT_FUNC
PyInit_doubtful(void)
{
    PyObject *module;

    if (PyType_Ready(&Late_Type) < 0 || PyType_Ready(&Ended_Type) < 0 || PyType_Ready(&Lent_Type) < 0
        || PyType_Ready(&Known_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&doubtful_module);
    if (module == NULL) {
        return NULL;
    }
    if (add_late(module) < 0 || add_lent(module) < 0
        || add(module, "ended", PyCapsule_New(&ended, "doubtful.ended", goodbye)) < 0
        || add(module, "known", PyCapsule_New(&known, "doubtful.known", NULL)) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
