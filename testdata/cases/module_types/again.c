// A module of size 0 comes up again in each interpreter, and finds its types made; none of them is checked.
// ids: MOD-7 T-NAME-2 T-NEW-1
// isolation: types
#include <Python.h>

typedef struct {
    PyObject_HEAD
    int count;
} Token;

static PyTypeObject Token_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "Token",
    .tp_basicsize = sizeof(Token),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Plain = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "again.Plain",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

/* The last that was made, for all interpreters. */
static PyTypeObject *last_kind;

static PyObject *
token(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    Token *self = PyObject_New(Token, &Token_Type);
    if (self == NULL) {
        return NULL;
    }
    self->count = 1;
    last_kind = &Token_Type;
    return (PyObject *)self;
}

static PyObject *
last(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return PyUnicode_FromString(last_kind == NULL ? "none" : last_kind->tp_name);
}

static PyMethodDef methods[] = {
    {"token", token, METH_NOARGS, "A new one."},
    {"last", last, METH_NOARGS, "The name of the kind that was made last."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef again_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "again",
    .m_size = 0,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_again(void)
{
    PyObject *module = PyModule_Create(&again_module);
    if (module == NULL) {
        return NULL;
    }
    PyType_Ready(&Token_Type);
    if (PyModule_AddObject(module, "Plain", (PyObject *)&Plain) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
