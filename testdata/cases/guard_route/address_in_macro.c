// A macro puts the address of a helper into a table of the project's own: who calls it there is not known, so nothing that it
// needs moves.
// ids: P-4
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long size;
} Stone;

static PyTypeObject Stone_Type;

static int
is_stone(PyObject *op) // want guard-route P-4
{
    return PyObject_TypeCheck(op, &Stone_Type);
}

static int
is_text(PyObject *op)
{
    return PyUnicode_Check(op);
}

#define CHECKS is_text, is_stone

static int (*const checks[])(PyObject *) = {CHECKS};

static PyObject *
kind(PyObject *Py_UNUSED(module), PyObject *op)
{
    size_t i;

    for (i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        if (checks[i](op)) {
            return PyLong_FromSize_t(i);
        }
    }
    Py_RETURN_NONE;
}

static PyTypeObject Stone_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "address_in_macro.Stone",
    .tp_basicsize = sizeof(Stone),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyMethodDef module_methods[] = {
    {"kind", kind, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef address_in_macro_module = {
    PyModuleDef_HEAD_INIT, "address_in_macro", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_address_in_macro(void)
{
    PyObject *module = PyModule_Create(&address_in_macro_module);

    if (module == NULL || PyModule_AddType(module, &Stone_Type) < 0) {
        Py_XDECREF(module);
        return NULL;
    }
    return module;
}
