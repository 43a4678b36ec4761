// An object that is made at compile time, and that a macro stands for as a whole.
// ids: AL-7
#include <Python.h>

typedef struct {
    PyObject_HEAD
    int uses;
} Token;

static PyTypeObject Token_Type;

static Token only = {PyObject_HEAD_INIT(&Token_Type)};  // want mention-table R-STATIC-INSTANCE

#define ONLY only

static PyObject *
ask(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromLong(ONLY.uses++);
}

static PyMethodDef object_in_macro_methods[] = {
    {"ask", ask, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Token_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "object_in_macro.Token",
    .tp_basicsize = sizeof(Token),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static struct PyModuleDef object_in_macro_module = {
    PyModuleDef_HEAD_INIT, "object_in_macro", NULL, -1, object_in_macro_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_object_in_macro(void)
{
    PyObject *module;

    if (PyType_Ready(&Token_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&object_in_macro_module);
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
