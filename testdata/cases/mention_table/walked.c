// Tables of types and of exceptions that one function walks become variables of that function.
// ids: MOD-5 MOD-7 MOD-11 T-META-1
#include <Python.h>
#include <string.h>

static PyTypeObject Base_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "walked.Base",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Derived_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "walked.Derived",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Base_Type,
};

static PyObject *Error, *OtherError;

/* mapping between exception names and their objects */
static struct {
    const char *name;
    PyObject **exc;
    PyObject **base;
} exceptions[] = {
    {"walked.Error", &Error, NULL},
    {"walked.OtherError", &OtherError, &Error}, /* derived */
    {NULL}
};

static int
add_exceptions(PyObject *module)
{
    int i;

    for (i = 0; exceptions[i].name; i++) {
        const char *name = strrchr(exceptions[i].name, '.') + 1;

        if (!(*exceptions[i].exc = PyErr_NewException(
                  exceptions[i].name,
                  exceptions[i].base ? *exceptions[i].base : PyExc_ValueError, NULL))) {
            return -1;
        }
        Py_INCREF(*exceptions[i].exc);
        if (PyModule_AddObject(module, name, *exceptions[i].exc) < 0) {
            Py_DECREF(*exceptions[i].exc);
            return -1;
        }
    }
    return 0;
}

static struct {
    const char *name;
    PyTypeObject *type;
} types[] = {
    {"Derived", &Derived_Type},
    {"Base", &Base_Type},
    {NULL}  /* Sentinel */
};

static int
add_types(PyObject *module)
{
    int i;

    for (i = 0; types[i].name; i++) {
        PyObject *type = (PyObject *)types[i].type;

        Py_SET_TYPE(types[i].type, &PyType_Type);
        if (0 > PyType_Ready(types[i].type)) { return -1; }

        Py_INCREF(type);
        if (0 > PyModule_AddObject(module, types[i].name, type)) {
            Py_DECREF(type);
            return -1;
        }
    }
    return 0;
}

static PyObject *
fail(PyObject *module, PyObject *arg)
{
    PyErr_SetObject(Py_TYPE(arg) == &Derived_Type ? OtherError : Error, arg);
    return NULL;
}

static PyMethodDef functions[] = {
    {"fail", fail, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "walked", NULL, -1, functions, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_walked(void)
{
    PyObject *module = PyModule_Create(&module_def);

    if (module == NULL) {
        return NULL;
    }
    if (add_types(module) < 0 || add_exceptions(module) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
