// A comparison without a hash, a hash that is refused, generic attribute access, an initializer.
// ids: T-HASH-1 T-HASH-2 T-GETATTRO-1 T-INIT-1 T-NEW-3 T-DEALLOC-8
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Size;

static int
size_init(PyObject *op, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    return PyArg_ParseTuple(args, "|l:Size", &((Size *)op)->value) ? 0 : -1;
}

static PyObject *
size_compare(PyObject *left, PyObject *right, int op)
{
    if (Py_TYPE(left) != Py_TYPE(right) || (op != Py_EQ && op != Py_NE)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return PyBool_FromLong((((Size *)left)->value == ((Size *)right)->value) == (op == Py_EQ));
}

static PyTypeObject Size_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "hash_and_compare.Size",
    .tp_basicsize = sizeof(Size),
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_richcompare = size_compare,
    .tp_init = size_init,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Bag_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "hash_and_compare.Bag",
    .tp_basicsize = sizeof(Size),
    .tp_hash = PyObject_HashNotImplemented,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef hash_and_compare_module = {
    PyModuleDef_HEAD_INIT, "hash_and_compare", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_hash_and_compare(void)
{
    PyObject *module;

    if (PyType_Ready(&Size_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Bag_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&hash_and_compare_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Size_Type);
    if (PyModule_AddObject(module, "Size", (PyObject *)&Size_Type) < 0) {
        Py_DECREF(&Size_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Bag_Type);
    if (PyModule_AddObject(module, "Bag", (PyObject *)&Bag_Type) < 0) {
        Py_DECREF(&Bag_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
