// The module calls the type by another name than the type itself.
// ids: T-NAME-5
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Inner;

static void
inner_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Inner_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "other_attribute._Inner",
    .tp_basicsize = sizeof(Inner),
    .tp_dealloc = inner_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef other_attribute_module = {
    PyModuleDef_HEAD_INIT, "other_attribute", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_other_attribute(void)
{
    PyObject *module;

    if (PyType_Ready(&Inner_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&other_attribute_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Inner_Type);
    if (PyModule_AddObject(module, "Outer", (PyObject *)&Inner_Type) < 0) {
        Py_DECREF(&Inner_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
