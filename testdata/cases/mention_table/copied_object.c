// An object that is made at compile time, and that a function copies.
// ids: AL-7
#include <Python.h>

typedef struct {
    PyObject_HEAD
    int uses;
} Token;

static PyTypeObject Token_Type;

static Token only = {PyObject_HEAD_INIT(&Token_Type)};  // want mention-table R-STATIC-INSTANCE

static PyObject *
ask(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    Token copy = only;

    return PyLong_FromLong(copy.uses);
}

static PyMethodDef copied_object_methods[] = {
    {"ask", ask, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Token_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "copied_object.Token",
    .tp_basicsize = sizeof(Token),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static struct PyModuleDef copied_object_module = {
    PyModuleDef_HEAD_INIT, "copied_object", NULL, -1, copied_object_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_copied_object(void)
{
    PyObject *module;

    if (PyType_Ready(&Token_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&copied_object_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Token_Type);
    if (PyModule_AddObject(module, "Token", (PyObject *)&Token_Type) < 0) {
        Py_DECREF(&Token_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
