// Types that are readied under a number: it says whether that happened in this module.
// ids: MOD-5 MOD-7
#include <Python.h>

static int initialized;
static int first = 1;  // want mention-variable MOD-5

typedef struct {
    PyObject_HEAD
} Plain;

static PyTypeObject Once_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "under_number.Once",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject First_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "under_number.First",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

/* A variable of its own, that happens to be called the same. */
static PyObject *
count(PyObject *module, PyObject *ignored)
{
    static long initialized = 0;

    return PyLong_FromLong(++initialized);
}

static PyObject *
make(PyObject *module
#ifdef UNDER_NUMBER_TWICE
     , int twice
#endif
)
{
    return PyObject_CallNoArgs((PyObject *)&Once_Type);
}

static PyObject *
once(PyObject *module, PyObject *ignored)
{
#ifdef UNDER_NUMBER_TWICE
    return make(module, 1);
#else
    return make(module);
#endif
}

static PyMethodDef methods[] = {
    {"count", count, METH_NOARGS, NULL},
    {"once", once, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef under_number_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "under_number",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_under_number(void)
{
    PyObject *module = PyModule_Create(&under_number_module);

    if (module == NULL)
        return NULL;
    if (!initialized) {
        if (PyType_Ready(&Once_Type) < 0)
            return NULL;
    }
    if (first) {
        if (PyType_Ready(&First_Type) < 0)
            return NULL;
    }
    Py_INCREF(&Once_Type);
    PyModule_AddObject(module, "Once", (PyObject *)&Once_Type);
    Py_INCREF(&First_Type);
    PyModule_AddObject(module, "First", (PyObject *)&First_Type);
    initialized = 1;
    first = 0;
    return module;
}
