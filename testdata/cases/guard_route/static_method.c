// A static method: CPython gives it neither an object nor a class.
// ids: R-STATICMETHOD
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Seed;

static void
seed_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Seed_Type;

static PyObject *
seed_is(PyObject *Py_UNUSED(nothing), PyObject *op)  // want guard-route R-STATICMETHOD
{
    return PyBool_FromLong(PyObject_TypeCheck(op, &Seed_Type));
}

static PyMethodDef seed_methods[] = {
    {"is_seed", seed_is, METH_O | METH_STATIC, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Seed_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "static_method.Seed",
    .tp_basicsize = sizeof(Seed),
    .tp_dealloc = seed_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = seed_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef static_method_module = {
    PyModuleDef_HEAD_INIT, "static_method", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_static_method(void)
{
    PyObject *module;

    if (PyType_Ready(&Seed_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&static_method_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Seed_Type);
    if (PyModule_AddObject(module, "Seed", (PyObject *)&Seed_Type) < 0) {
        Py_DECREF(&Seed_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
