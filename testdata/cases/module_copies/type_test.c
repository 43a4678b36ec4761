// A test for a type of the module: it knows the instances of its own module object.
// ids: D-MULTI
// avoids: D-METH D-SIZE
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Twin;

static void
twin_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Twin_Type;

static PyObject *
twin_like(PyObject *Py_UNUSED(self), PyObject *op)
{
    return PyBool_FromLong(PyObject_TypeCheck(op, &Twin_Type));
}

static PyMethodDef twin_methods[] = {
    {"like", twin_like, METH_O, "like($self, other, /)\n--\n\nWhether it is one, too."},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Twin_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "type_test.Twin",
    .tp_basicsize = sizeof(Twin),
    .tp_dealloc = twin_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = twin_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef type_test_module = {
    PyModuleDef_HEAD_INIT, "type_test", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_type_test(void)
{
    PyObject *module;

    if (PyType_Ready(&Twin_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&type_test_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Twin_Type);
    if (PyModule_AddObject(module, "Twin", (PyObject *)&Twin_Type) < 0) {
        Py_DECREF(&Twin_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
