// A variable holds the type's address from compile time on; it is exported, and the project says that nobody uses it.
// ids: MOD-5 X-2
// types: Counter_Type.exported = confirm
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long count;
} Counter;

PyAPI_DATA(PyObject *) counter_type;

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "second_name.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

/* for who has no header */
PyObject *counter_type = (PyObject *)&Counter_Type;

#define IS_COUNTER(op) PyObject_TypeCheck((op), (PyTypeObject *)counter_type)

static PyObject *
is_counter(PyObject *Py_UNUSED(module), PyObject *object)
{
    return PyBool_FromLong(IS_COUNTER(object));
}

static PyMethodDef second_name_functions[] = {
    {"is_counter", is_counter, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef second_name_module = {
    PyModuleDef_HEAD_INIT, "second_name", NULL, -1, second_name_functions, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_second_name(void)
{
    PyObject *module;

    if (PyType_Ready(&Counter_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&second_name_module);
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
