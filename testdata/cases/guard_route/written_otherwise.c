// Functions that macros write, and of which it is not known that CPython alone calls them, and with what.
// ids: P-3
#include <Python.h>

static PyTypeObject Called_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "written_otherwise.Called",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Mixed_Type;

static PyTypeObject Twice_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "written_otherwise.Twice",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyObject *
make(PyTypeObject *type)
{
    return type->tp_alloc(type, 0);
}

#define CALLED(word) \
static PyObject *called_ ## word(PyObject *module, PyObject *args) { return make(&Called_Type); } \
PyDoc_STRVAR(called_ ## word ## _doc, "called " #word)

CALLED(plain); // want guard-route P-3

static PyObject *
calls(PyObject *module, PyObject *args)
{
    return called_plain(NULL, args);
}

/* One of the module's, one of a type. */
#define MIXED(word) \
static PyObject *mixed_ ## word(PyObject *self, PyObject *args) { return make(&Mixed_Type); } \
PyDoc_STRVAR(mixed_ ## word ## _doc, "mixed " #word)

MIXED(function); // want guard-route P-3
MIXED(method);

/* Two functions at once. */
#define TWICE(word) \
static PyObject *twice_ ## word(PyObject *module, PyObject *args) { return make(&Twice_Type); } \
static PyObject *again_ ## word(PyObject *module, PyObject *args) { return make(&Twice_Type); }

TWICE(plain) // want guard-route P-3

static PyMethodDef mixed_methods[] = {
    {"mixed", mixed_method, METH_NOARGS, mixed_method_doc},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Mixed_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "written_otherwise.Mixed",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = mixed_methods,
    .tp_new = PyType_GenericNew,
};

static PyMethodDef module_methods[] = {
    {"called", called_plain, METH_NOARGS, called_plain_doc},
    {"calls", calls, METH_NOARGS, NULL},
    {"mixed", mixed_function, METH_NOARGS, mixed_function_doc},
    {"twice", twice_plain, METH_NOARGS, NULL},
    {"again", again_plain, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef written_module = {
    PyModuleDef_HEAD_INIT, "written_otherwise", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_written_otherwise(void)
{
    PyObject *module;

    if (PyType_Ready(&Called_Type) < 0 || PyType_Ready(&Mixed_Type) < 0 || PyType_Ready(&Twice_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&written_module);
    if (module == NULL) {
        return NULL;
    }
    return module;
}
