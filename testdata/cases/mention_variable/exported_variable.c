// A variable that other libraries may use by its address does not move.
// ids: MOD-5
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long count;
} Counter;

PyAPI_DATA(PyObject *) limit;
PyObject *limit = NULL;

static int
reached_limit(PyObject *value)
{
    if (limit == NULL) {
        limit = PyLong_FromLong(3);
        if (limit == NULL) {
            return -1;
        }
    }
    return PyObject_RichCompareBool(value, limit, Py_GE);
}

static PyObject *
counter_up(PyObject *op, PyObject *value)
{
    int reached;

    do {
        ((Counter *)op)->count += 1;
        reached = 1;
    } while (((Counter *)op)->count < 2 && reached_limit(value) == 0);
    return PyLong_FromLong(((Counter *)op)->count);
}

static PyMethodDef counter_methods[] = {
    {"up", counter_up, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "exported_variable.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = counter_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef exported_variable_module = {
    PyModuleDef_HEAD_INIT, "exported_variable", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_exported_variable(void)
{
    PyObject *module;

    if (PyType_Ready(&Counter_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&exported_variable_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Counter_Type);
    if (PyModule_AddObject(module, "Counter", (PyObject *)&Counter_Type) < 0) {
        Py_DECREF(&Counter_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
