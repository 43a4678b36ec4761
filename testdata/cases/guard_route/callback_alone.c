// Functions that are called by their address, and that are handed nothing that leads to the module.
// ids: A-CALLBACK
#include <Python.h>

#define SAY(function, object) say(#function, object)

typedef struct {
    PyObject_HEAD
    long value;
} Token;

typedef struct {
    PyObject_HEAD
    long value;
} Mark;

typedef struct {
    PyObject_HEAD
    long value;
} Sign;

static PyTypeObject Token_Type, Mark_Type, Sign_Type;

/* Nothing comes with the call but numbers. */
static PyObject *
make_token(long value)
{
    Token *token = PyObject_New(Token, &Token_Type);
    if (token == NULL) {
        return NULL;
    }
    token->value = value;
    return (PyObject *)token;
}

/* There may be no object. */
static int
count_mark(void *data, long value)
{
    Mark *mark = data;
    if (mark == NULL || !Py_IS_TYPE(mark, &Mark_Type)) {
        return -1;
    }
    mark->value += value;
    return 0;
}

/* It has no way to fail. */
static void
count_sign(void *data, long value)
{
    Sign *sign = data;
    if (Py_IS_TYPE(sign, &Sign_Type)) {
        sign->value += value;
    }
}

static PyObject *
twice(PyObject *(*make)(long), int (*count)(void *, long), void (*add)(void *, long), PyObject *sign)
{
    if (make == NULL || count == NULL) {
        return NULL;
    }
    if (count(NULL, 1) < 0) {
        add(sign, 2);
    }
    return make(2);
}

/* The name of a function in a text is no use of it. */
static void
say(const char *name, PyObject *object)
{
    PySys_FormatStdout("%s: %R\n", name, object);
}

static PyObject *
token(PyObject *module, PyObject *Py_UNUSED(ignored))
{
    Sign *sign = PyObject_New(Sign, &Sign_Type);
    PyObject *made;

    if (sign == NULL) {
        return NULL;
    }
    sign->value = 0;
    made = twice(make_token, // want guard-route A-CALLBACK
                 count_mark, // want guard-route A-CALLBACK
                 count_sign, // want guard-route A-CALLBACK
                 (PyObject *)sign);
    SAY(token, module);
    Py_DECREF(sign);
    return made;
}

static PyTypeObject Token_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "callback_alone.Token",
    .tp_basicsize = sizeof(Token),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Mark_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "callback_alone.Mark",
    .tp_basicsize = sizeof(Mark),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Sign_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "callback_alone.Sign",
    .tp_basicsize = sizeof(Sign),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyMethodDef methods[] = {
    {"token", token, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef callback_alone_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "callback_alone",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_callback_alone(void)
{
    if (PyType_Ready(&Token_Type) < 0 || PyType_Ready(&Mark_Type) < 0 || PyType_Ready(&Sign_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&callback_alone_module);
}
