// `tp_new` is taken away after the type is ready.
// ids: T-NEW-5 T-NEW-1
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Gone;

static void
gone_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Gone_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "taken_away.Gone",
    .tp_basicsize = sizeof(Gone),
    .tp_dealloc = gone_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *
make(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return (PyObject *)PyObject_New(Gone, &Gone_Type);
}

static PyMethodDef module_methods[] = {
    {"make", make, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef taken_away_module = {
    PyModuleDef_HEAD_INIT, "taken_away", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_taken_away(void)
{
    PyObject *module;

    if (PyType_Ready(&Gone_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&taken_away_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Gone_Type);
    if (PyModule_AddObject(module, "Gone", (PyObject *)&Gone_Type) < 0) {
        Py_DECREF(&Gone_Type);
        Py_DECREF(module);
        return NULL;
    }
    Gone_Type.tp_new = NULL;
    return module;
}
