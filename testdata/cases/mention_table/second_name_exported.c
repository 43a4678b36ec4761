// Other libraries may read the type from a variable that holds its address from compile time on.
// ids: MOD-5
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long count;
} Counter;

PyAPI_DATA(PyObject *) counter_type;

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "second_name_exported.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

/* for who has no header */
PyObject *counter_type = (PyObject *)&Counter_Type;  // want mention-table 8

#define IS_COUNTER(op) PyObject_TypeCheck((op), (PyTypeObject *)counter_type)

static PyObject *
is_counter(PyObject *Py_UNUSED(module), PyObject *object)
{
    return PyBool_FromLong(IS_COUNTER(object));
}

static PyMethodDef second_name_exported_functions[] = {
    {"is_counter", is_counter, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef second_name_exported_module = {
    PyModuleDef_HEAD_INIT, "second_name_exported", NULL, -1, second_name_exported_functions, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_second_name_exported(void)
{
    PyObject *module;

    if (PyType_Ready(&Counter_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&second_name_exported_module);
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
