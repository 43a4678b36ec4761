// References that the function which made an object gives back itself: on its way, and after a failure.
// ids: MOD-2 MOD-5 MOD-11
// since: 3.10
#include <Python.h>

static PyObject *Error, *Other;

typedef struct {
    PyObject_HEAD
} Thing;

static PyTypeObject Thing_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "given_back.Thing",
    .tp_basicsize = sizeof(Thing),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyObject *
fail(PyObject *module, PyObject *Py_UNUSED(ignored))
{
    PyErr_SetString(Error, "for nothing");
    return NULL;
}

static PyObject *
other(PyObject *module, PyObject *Py_UNUSED(ignored))
{
    PyErr_SetString(Other, "for nothing");
    return NULL;
}

static PyMethodDef methods[] = {
    {"fail", fail, METH_NOARGS, NULL},
    {"other", other, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static int
given_back_exec(PyObject *module)
{
    if (PyModule_AddType(module, &Thing_Type) < 0)
        return -1;
    Error = PyErr_NewException("given_back.Error", NULL, NULL);
    if (Error == NULL)
        return -1;
    int rc = PyModule_AddType(module, (PyTypeObject *)Error);
    Py_DECREF(Error);
    if (rc < 0)
        return -1;
    Other = PyErr_NewException("given_back.Other", NULL, NULL);
    if (Other == NULL)
        return -1;
    if (PyModule_AddObjectRef(module, "Other", Other) < 0)
        goto error;
    return 0;
error:
    Py_XDECREF(Other);
    return -1;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, given_back_exec},
    {0, NULL}
};

static struct PyModuleDef given_back_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "given_back",
    .m_slots = slots,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_given_back(void)
{
    return PyModuleDef_Init(&given_back_module);
}
