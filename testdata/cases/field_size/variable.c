// Objects of variable size: a row of numbers in the object itself.
// ids: T-SIZE-6 T-SIZE-1 AL-1 S-1
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_VAR_HEAD
    long items[1];
} Row;

static PyTypeObject Row_Type;

static PyObject *
row_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    Py_ssize_t size = 3;
    Py_ssize_t i;
    Row *row;

    if (kwds != NULL && PyDict_GET_SIZE(kwds) != 0) {
        PyErr_SetString(PyExc_TypeError, "Row() takes no keyword arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "|n:Row", &size)) {
        return NULL;
    }
    row = (Row *)type->tp_alloc(type, size);
    if (row == NULL) {
        return NULL;
    }
    for (i = 0; i < size; i++) {
        row->items[i] = (long)(i * i);
    }
    return (PyObject *)row;
}

static PyObject *
row_item(PyObject *op, Py_ssize_t i)
{
    if (i < 0 || i >= Py_SIZE(op)) {
        PyErr_SetString(PyExc_IndexError, "no such item");
        return NULL;
    }
    return PyLong_FromLong(((Row *)op)->items[i]);
}

static Py_ssize_t
row_length(PyObject *op)
{
    return Py_SIZE(op);
}

static PyObject *
row_twice(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    Py_ssize_t size = Py_SIZE(op);
    Py_ssize_t i;
    Row *row = PyObject_NewVar(Row, &Row_Type, size * 2);

    if (row == NULL) {
        return NULL;
    }
    for (i = 0; i < size * 2; i++) {
        row->items[i] = ((Row *)op)->items[i % size];
    }
    return (PyObject *)row;
}

static PyMethodDef row_methods[] = {
    {"twice", row_twice, METH_NOARGS, "The items, and the items again."},
    {NULL, NULL, 0, NULL}
};

static PySequenceMethods row_as_sequence = {
    .sq_length = row_length,
    .sq_item = row_item,
};

static PyTypeObject Row_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "variable.Row",
    .tp_basicsize = offsetof(Row, items),
    .tp_itemsize = sizeof(long),
    .tp_as_sequence = &row_as_sequence,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = row_methods,
    .tp_new = row_new,
};

static struct PyModuleDef variable_module = {
    PyModuleDef_HEAD_INIT, "variable", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_variable(void)
{
    PyObject *module;

    if (PyType_Ready(&Row_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&variable_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Row_Type);
    if (PyModule_AddObject(module, "Row", (PyObject *)&Row_Type) < 0) {
        Py_DECREF(&Row_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
