// A function that needs the state, and that other libraries call.
// ids: A-EXTERN
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Coin;

static void
coin_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Coin_Type;

PyAPI_FUNC(int) Coin_Is(PyObject *op);

int
Coin_Is(PyObject *op)  // want guard-route A-EXTERN
{
    return PyObject_TypeCheck(op, &Coin_Type);
}

static PyObject *
coin_test(PyObject *Py_UNUSED(module), PyObject *op)
{
    return PyBool_FromLong(Coin_Is(op));
}

static PyMethodDef exported_function_methods[] = {
    {"test", coin_test, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Coin_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "exported_function.Coin",
    .tp_basicsize = sizeof(Coin),
    .tp_dealloc = coin_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef exported_function_module = {
    PyModuleDef_HEAD_INIT, "exported_function", NULL, -1, exported_function_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_exported_function(void)
{
    PyObject *module;

    if (PyType_Ready(&Coin_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&exported_function_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Coin_Type);
    if (PyModule_AddObject(module, "Coin", (PyObject *)&Coin_Type) < 0) {
        Py_DECREF(&Coin_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
