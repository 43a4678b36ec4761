// An abstract type.
// ids: FL-ABS T-NEW-3 FL-IMM-1 FL-IMM-3
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Shape;

static void
shape_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Shape_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "abstract.Shape",
    .tp_basicsize = sizeof(Shape),
    .tp_dealloc = shape_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_IS_ABSTRACT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef abstract_module = {
    PyModuleDef_HEAD_INIT, "abstract", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_abstract(void)
{
    PyObject *module;

    if (PyType_Ready(&Shape_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&abstract_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Shape_Type);
    if (PyModule_AddObject(module, "Shape", (PyObject *)&Shape_Type) < 0) {
        Py_DECREF(&Shape_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
