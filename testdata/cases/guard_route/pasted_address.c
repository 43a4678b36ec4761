// A function whose address a macro takes by a name that it pastes together: nothing says how it is called.
// ids: P-4
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Figure;

static PyTypeObject Figure_Type;

static PyObject *
make_round(long value) // want guard-route P-4
{
    Figure *figure = PyObject_New(Figure, &Figure_Type);
    if (figure == NULL) {
        return NULL;
    }
    figure->value = value;
    return (PyObject *)figure;
}

#define MAKER(kind) make_##kind

static PyObject *(*maker)(long) = MAKER(round);

static PyObject *
make(PyObject *Py_UNUSED(module), PyObject *arg)
{
    return maker(PyLong_AsLong(arg));
}

static PyTypeObject Figure_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pasted_address.Figure",
    .tp_basicsize = sizeof(Figure),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyMethodDef methods[] = {
    {"make", make, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef pasted_address_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "pasted_address",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_pasted_address(void)
{
    if (PyType_Ready(&Figure_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&pasted_address_module);
}
