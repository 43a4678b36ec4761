// A new instance that is used where it is there, and not left where it is not: the collector must not be given NULL.
// ids: AL-2
// gc: always
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long count;
} Token;

static PyTypeObject Token_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "tested_for_use.Token",
    .tp_basicsize = sizeof(Token),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *
token(PyObject *module, PyObject *ignored)
{
    Token *self = PyObject_New(Token, &Token_Type); // want mention-allocate AL-2
    if (self != NULL) {
        self->count = 1;
    }
    return (PyObject *)self;
}

static PyMethodDef methods[] = {
    {"token", token, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef tested_for_use_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "tested_for_use",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_tested_for_use(void)
{
    if (PyType_Ready(&Token_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&tested_for_use_module);
}
