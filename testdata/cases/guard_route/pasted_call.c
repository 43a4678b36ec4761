// Functions that a macro calls by a name it pastes together, where the macro writes more than one function: nobody can
// hand them the state there.
// ids: P-4
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Digit;

static PyTypeObject Digit_Type;

static PyObject *
make_even(long value) // want guard-route P-4
{
    Digit *digit = PyObject_New(Digit, &Digit_Type);
    if (digit == NULL) {
        return NULL;
    }
    digit->value = value * 2;
    return (PyObject *)digit;
}

#define FUNCTION(kind)                                      \
    static const char kind##_doc[] = #kind;                 \
    static PyObject *                                       \
    kind(PyObject *module, PyObject *arg)                   \
    {                                                       \
        return make_##kind(PyLong_AsLong(arg));             \
    }

FUNCTION(even)

static PyTypeObject Digit_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pasted_call.Digit",
    .tp_basicsize = sizeof(Digit),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyMethodDef methods[] = {
    {"even", even, METH_O, even_doc},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef pasted_call_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "pasted_call",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_pasted_call(void)
{
    if (PyType_Ready(&Digit_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&pasted_call_module);
}
