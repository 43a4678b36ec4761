// A macro without parameters, used where the source has a name of its own for the state: it gains a parameter.
// ids: P-4
#include <Python.h>

typedef struct {
    PyObject *seen;
} module_state;

static PyTypeObject Marker_Type;

#define MARKER_TYPE (&Marker_Type)
#define IS_MARKER(op) (Py_TYPE(op) == MARKER_TYPE)

static module_state *
get_state(PyObject *module)
{
    return (module_state *)PyModule_GetState(module);
}

static PyObject *
mark(PyObject *module, PyObject *arg)
{
    module_state *st = get_state(module);

    if (Py_TYPE(arg) == MARKER_TYPE) {
        PyErr_SetString(PyExc_TypeError, "a marker is not marked");
        return NULL;
    }
    Py_INCREF(arg);
    Py_XSETREF(st->seen, arg);
    return PyObject_CallNoArgs((PyObject *)MARKER_TYPE);
}

static PyObject *
is_marker(PyObject *module, PyObject *arg)
{
    return PyBool_FromLong(IS_MARKER(arg));
}

static PyMethodDef functions[] = {
    {"mark", mark, METH_O, NULL},
    {"is_marker", is_marker, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Marker_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "word_used_otherwise.Marker",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static int
state_traverse(PyObject *module, visitproc visit, void *arg)
{
    module_state *own = get_state(module);
    Py_VISIT(own->seen);
    return 0;
}

static int
state_clear(PyObject *module)
{
    module_state *own = get_state(module);
    Py_CLEAR(own->seen);
    return 0;
}

static void
state_free(void *module)
{
    state_clear((PyObject *)module);
}

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "word_used_otherwise", NULL, sizeof(module_state), functions, NULL, state_traverse,
    state_clear, state_free
};

PyMODINIT_FUNC
PyInit_word_used_otherwise(void)
{
    PyObject *module;

    if (PyType_Ready(MARKER_TYPE) < 0) {
        return NULL;
    }
    module = PyModule_Create(&module_def);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(MARKER_TYPE);
    if (PyModule_AddObject(module, "Marker", (PyObject *)MARKER_TYPE) < 0) {
        Py_DECREF(MARKER_TYPE);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
