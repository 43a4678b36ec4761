/* What was filled is given back where the module does not come up: by the module itself, and once. */
// ids: MOD-2 MOD-5
#include <Python.h>

typedef struct {
    PyObject_HEAD
} Plug;

static PyObject *separator;
static PyObject *limit;

static PyObject *
plug_repr(Plug *self)
{
    return PyUnicode_FromFormat("plug%U%S", separator, limit);
}

static PyTypeObject Plug_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "released_on_failure.Plug",
    .tp_basicsize = sizeof(Plug),
    .tp_repr = (reprfunc)plug_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef released_on_failure_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "released_on_failure",
    .m_size = -1,
};

/* Whoever puts something into sys.plug_fails sees the module fail. */
static int
may_go_on(void)
{
    PyObject *fails = PySys_GetObject("plug_fails");

    if (fails == NULL)
        return 0;
    PyErr_SetString(PyExc_ImportError, "plug fails");
    return -1;
}

PyMODINIT_FUNC
PyInit_released_on_failure(void)
{
    PyObject *module = NULL;

    if (PyType_Ready(&Plug_Type) < 0)
        return NULL;
    separator = PyUnicode_FromString("-and-not-interned-");
    if (separator == NULL)
        goto fail;
    limit = PyLong_FromLong(123456789);
    if (limit == NULL)
        goto fail;
    module = PyModule_Create(&released_on_failure_module);
    if (module == NULL)
        goto fail;
    if (may_go_on() < 0)
        goto fail;
    Py_INCREF(&Plug_Type);
    if (PyModule_AddObject(module, "Plug", (PyObject *)&Plug_Type) < 0)
        goto fail;
    return module;
fail:
    Py_XDECREF(separator);
    Py_XDECREF(limit);
    Py_XDECREF(module);
    return NULL;
}
