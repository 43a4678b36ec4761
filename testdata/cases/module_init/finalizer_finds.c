// The finalizer of a heap type asks for the module: the type is made with it, and tells.
// ids: MOD-4
// target: 3.11
// since: 3.11
#include <Python.h>

static struct PyModuleDef finalizer_finds_module;

typedef struct {
    PyObject_HEAD
} Plain;

static PyTypeObject Plain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "finalizer_finds.Plain",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static void
told_finalize(PyObject *self)
{
    PyObject *error_type, *error_value, *error_traceback, *m, *count, *more = NULL;

    PyErr_Fetch(&error_type, &error_value, &error_traceback);
    m = PyState_FindModule(&finalizer_finds_module);
    if (m == NULL) {
        goto done;
    }
    count = PyObject_GetAttrString(m, "count");
    if (count == NULL) {
        goto done;
    }
    more = PyLong_FromLong((PyLong_AsLong(count) + 1) % 100);
    Py_DECREF(count);
    if (more != NULL) {
        PyObject_SetAttrString(m, "count", more);
    }
done:
    Py_XDECREF(more);
    PyErr_Restore(error_type, error_value, error_traceback);
}

static PyType_Slot told_slots[] = {
    {Py_tp_finalize, told_finalize},
    {0, NULL},
};

static PyType_Spec told_spec = {
    .name = "finalizer_finds.Told",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .slots = told_slots,
};

static struct PyModuleDef finalizer_finds_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "finalizer_finds",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_finalizer_finds(void)
{
    PyObject *told;
    PyObject *module = PyModule_Create(&finalizer_finds_module);
    if (module == NULL) {
        return NULL;
    }
    if (PyType_Ready(&Plain_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Plain_Type);
    if (PyModule_AddObject(module, "Plain", (PyObject *)&Plain_Type) < 0) {
        Py_DECREF(&Plain_Type);
        Py_DECREF(module);
        return NULL;
    }
    told = PyType_FromSpec(&told_spec);
    if (told == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    if (PyModule_AddObject(module, "Told", told) < 0) {
        Py_DECREF(told);
        Py_DECREF(module);
        return NULL;
    }
    if (PyModule_AddIntConstant(module, "count", 0) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
