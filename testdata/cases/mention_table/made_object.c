// Singletons that are made at compile time, declared ahead and named by macros: the module makes them when it comes up.
// ids: AL-7 MOD-5 P-4
#include <Python.h>

static PyObject nothing;
#define NOTHING (&nothing)

typedef struct {
    PyObject_HEAD
    int uses;
} Counted;

static PyTypeObject Counted_Type;

/* how often it was asked for */
static Counted counted = {PyObject_HEAD_INIT(&Counted_Type)};

static PyObject *
nothing_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Py_INCREF(NOTHING);
    return NOTHING;
}

static PyObject *
nothing_repr(PyObject *op)
{
    return PyUnicode_FromString("nothing");
}

static PyObject *
nothing_reduce(PyObject *op, PyObject *args)
{
    return PyUnicode_FromString("nothing");
}

static PyMethodDef nothing_methods[] = {
    {"__reduce__", nothing_reduce, METH_NOARGS, NULL},
    {NULL, NULL}
};

static PyTypeObject Nothing_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "made_object.Nothing",
    .tp_basicsize = sizeof(PyObject),
    .tp_repr = nothing_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = nothing_methods,
    .tp_new = nothing_new,
};

static PyObject nothing = {
    _PyObject_EXTRA_INIT
    1, &Nothing_Type
};

static PyObject *
counted_ask(PyObject *op, PyObject *args)
{
    counted.uses++;
    return PyLong_FromLong(((Counted *)op)->uses);
}

static PyMethodDef counted_methods[] = {
    {"ask", counted_ask, METH_NOARGS, NULL},
    {NULL, NULL}
};

static PyTypeObject Counted_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "made_object.Counted",
    .tp_basicsize = sizeof(Counted),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = counted_methods,
};

static PyObject *
is_nothing(PyObject *module, PyObject *arg)
{
    return PyBool_FromLong(arg == NOTHING);
}

static PyMethodDef functions[] = {
    {"is_nothing", is_nothing, METH_O, NULL},
    {NULL, NULL}
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "made_object", NULL, -1, functions, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_made_object(void)
{
    PyObject *module;

    if (PyType_Ready(&Nothing_Type) < 0 || PyType_Ready(&Counted_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&module_def);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(NOTHING);
    if (PyModule_AddObject(module, "nothing", NOTHING) < 0) {
        Py_DECREF(NOTHING);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&counted);
    if (PyModule_AddObject(module, "counted", (PyObject *)&counted) < 0) {
        Py_DECREF(&counted);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
