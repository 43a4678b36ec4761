// Variables that a module fills with what it does not own, or hands its only reference to.
// ids: MOD-5 MOD-7 MOD-11
#include <Python.h>

static PyObject *Error, *builtins;
static PyObject *nothing;
static PyObject *names;

typedef struct {
    PyObject_HEAD
    int count;
} Lookup;

static PyTypeObject Lookup_Type;

static PyObject *
lookup_subscript(Lookup *self, PyObject *key)
{
    PyObject *found = PyDict_GetItemWithError(builtins, key);

    if (found == NULL) {
        if (!PyErr_Occurred())
            PyErr_SetObject(Error, key);
        return NULL;
    }
    if (PyList_Append(names, key) < 0)
        return NULL;
    self->count++;
    Py_INCREF(found);
    return found;
}

static PyObject *
lookup_nothing(Lookup *self, PyObject *Py_UNUSED(ignored))
{
    if (self->count < 0)
        return NULL;
    Py_INCREF(nothing);
    return nothing;
}

static PyMappingMethods lookup_as_mapping = {
    .mp_subscript = (binaryfunc)lookup_subscript,
};

static PyMethodDef lookup_methods[] = {
    {"nothing", (PyCFunction)lookup_nothing, METH_NOARGS, PyDoc_STR("None.")},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Lookup_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "borrowed.Lookup",
    .tp_basicsize = sizeof(Lookup),
    .tp_as_mapping = &lookup_as_mapping,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = lookup_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef borrowed_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "borrowed",
    .m_doc = PyDoc_STR("What is lent, and what is given away."),
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_borrowed(void)
{
    PyObject *module;

    if (PyType_Ready(&Lookup_Type) < 0)
        return NULL;
    module = PyModule_Create(&borrowed_module);
    if (module == NULL)
        return NULL;
    builtins = PyEval_GetBuiltins();
    nothing = Py_None;
    Error = PyErr_NewException("borrowed.Error", PyExc_LookupError, NULL);
    if (Error == NULL || PyModule_AddObject(module, "Error", Error) < 0)
        return NULL;
    names = PyList_New(0);
    if (names == NULL || PyModule_AddObject(module, "names", names) < 0)
        return NULL;
    Py_INCREF(&Lookup_Type);
    if (PyModule_AddObject(module, "Lookup", (PyObject *)&Lookup_Type) < 0)
        return NULL;
    return module;
}
