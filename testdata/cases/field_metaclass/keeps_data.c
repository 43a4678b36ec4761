// A metaclass whose setattr looks for C data that it keeps in the dict of each class.
// ids: R-META-DATA
// target: 3.12
#include <Python.h>

static PyTypeObject Meta_Type;

static int
meta_setattro(PyObject *op, PyObject *name, PyObject *value)
{
    PyObject *dict = ((PyTypeObject *)op)->tp_dict;

    if (!PyObject_TypeCheck(op, &Meta_Type) || dict == NULL || !PyDict_CheckExact(dict)) {
        PyErr_SetString(PyExc_TypeError, "no room for its data");
        return -1;
    }
    return PyType_Type.tp_setattro(op, name, value);
}

static PyTypeObject Meta_Type = {  // want guard-component
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "keeps_data.Meta",
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_base = &PyType_Type,
    .tp_setattro = meta_setattro,
};

typedef struct {
    PyObject_HEAD
    long value;
} Leaf;

static void
leaf_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Leaf_Type = {
    PyVarObject_HEAD_INIT(&Meta_Type, 0)  // want field-metaclass R-META-DATA
    .tp_name = "keeps_data.Leaf",
    .tp_basicsize = sizeof(Leaf),
    .tp_dealloc = leaf_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef keeps_data_module = {
    PyModuleDef_HEAD_INIT, "keeps_data", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_keeps_data(void)
{
    PyObject *module;

    if (PyType_Ready(&Meta_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Leaf_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&keeps_data_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Meta_Type);
    if (PyModule_AddObject(module, "Meta", (PyObject *)&Meta_Type) < 0) {
        Py_DECREF(&Meta_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Leaf_Type);
    if (PyModule_AddObject(module, "Leaf", (PyObject *)&Leaf_Type) < 0) {
        Py_DECREF(&Leaf_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
