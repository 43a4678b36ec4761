// An object that is made at compile time and used before its type is readied keeps the type static; so does one with
// fields that are not zero, and one that stands in another table.
// ids: R-STATIC-INSTANCE AL-7
#include <Python.h>

typedef struct {
    PyObject_HEAD
    int size;
} Sized;

static PyTypeObject Early_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "used_early.Early",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject early = {_PyObject_EXTRA_INIT 1, &Early_Type};

static PyTypeObject Sized_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "used_early.Sized",
    .tp_basicsize = sizeof(Sized),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static Sized sized = {PyObject_HEAD_INIT(&Sized_Type) 7}; // want mention-table R-STATIC-INSTANCE

static PyTypeObject Listed_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "used_early.Listed",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject listed = {_PyObject_EXTRA_INIT 1, &Listed_Type}; // want mention-table R-STATIC-INSTANCE

PyObject *list[] = {&listed, NULL};

static PyObject *
take(void)
{
    Py_INCREF(&early);
    return &early;
}

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "used_early", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_used_early(void)
{
    PyObject *module, *one;

    one = take(); // want mention-table R-STATIC-INSTANCE
    module = PyModule_Create(&module_def);
    if (module == NULL || PyType_Ready(&Early_Type) < 0 || PyType_Ready(&Sized_Type) < 0
        || PyType_Ready(&Listed_Type) < 0) {
        return NULL;
    }
    if (PyModule_AddObject(module, "early", one) < 0) {
        return NULL;
    }
    Py_INCREF(&sized);
    if (PyModule_AddObject(module, "sized", (PyObject *)&sized) < 0) {
        return NULL;
    }
    Py_INCREF(list[0]);
    if (PyModule_AddObject(module, "listed", list[0]) < 0) {
        return NULL;
    }
    return module;
}
