// A module that uses the C API of datetime, which the interpreters of a process may not all load.
#include <Python.h>
#include <datetime.h>

typedef struct {
    PyObject_HEAD
    long value;
} Day;

static void
day_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
is_date(PyObject *Py_UNUSED(module), PyObject *op)
{
    return PyBool_FromLong(PyDate_Check(op));
}

static PyMethodDef with_datetime_methods[] = {
    {"is_date", is_date, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Day_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "with_datetime.Day",
    .tp_basicsize = sizeof(Day),
    .tp_dealloc = day_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef with_datetime_module = {
    PyModuleDef_HEAD_INIT, "with_datetime", NULL, -1, with_datetime_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_with_datetime(void)
{
    PyObject *module;

    PyDateTime_IMPORT;
    if (PyDateTimeAPI == NULL) {
        return NULL;
    }
    if (PyType_Ready(&Day_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&with_datetime_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Day_Type);
    if (PyModule_AddObject(module, "Day", (PyObject *)&Day_Type) < 0) {
        Py_DECREF(&Day_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
