// A table of exceptions that the module allocates: it moves with its length, is visited, given back, and freed.
// ids: MOD-5 MOD-11
#include <Python.h>
#include <stdlib.h>

struct reason {
    int code;
    const char *name;
};

static const struct reason reasons[] = {
    {1, "TooLowError"},
    {2, "TooHighError"},
    {3, "TooLowError"},
};

/* lastly: what is raised for each reason */
static PyObject **errors;
static PyObject *Error;

typedef struct {
    PyObject_HEAD
} Gauge;

static PyObject *
gauge_fail(Gauge *self, PyObject *arg)
{
    PyObject *error = Error;
    long code = PyLong_AsLong(arg);
    size_t i;
    (void)self;
    if (code == -1 && PyErr_Occurred()) {
        return NULL;
    }
    for (i = 0; errors != NULL && i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].code == code) {
            error = errors[i];
        }
    }
    PyErr_Format(error, "reason %ld", code);
    return NULL;
}

static PyMethodDef gauge_methods[] = {
    {"fail", (PyCFunction)gauge_fail, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Gauge_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "allocated.Gauge",
    .tp_basicsize = sizeof(Gauge),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = gauge_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef allocated_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "allocated",
    .m_size = -1,
};

static int
make_errors(PyObject *module)
{
    size_t count = sizeof(reasons) / sizeof(reasons[0]);
    size_t i;
    char name[64];

    Error = PyErr_NewException("allocated.Error", NULL, NULL);
    if (Error == NULL || PyObject_SetAttrString(module, "Error", Error) < 0) {
        return -1;
    }
    errors = malloc(sizeof(PyObject *) * count);
    if (!errors) {
        PyErr_NoMemory();
        return -1;
    }
    for (i = 0; i < count; i++) {
        PyObject *error = NULL;
        size_t j;
        for (j = 0; j < i; j++) {
            if (strcmp(reasons[j].name, reasons[i].name) == 0) {
                error = errors[j];
                Py_INCREF(error);
                break;
            }
        }
        if (error == NULL) {
            PyOS_snprintf(name, sizeof(name), "allocated.%s", reasons[i].name);
            error = PyErr_NewException(name, Error, NULL);
            if (error == NULL || PyObject_SetAttrString(module, reasons[i].name, error) < 0) {
                return -1;
            }
        }
        errors[i] = error;
    }
    return 0;
}

PyMODINIT_FUNC
PyInit_allocated(void)
{
    PyObject *module = PyModule_Create(&allocated_module);
    if (module == NULL || PyType_Ready(&Gauge_Type) < 0 || make_errors(module) < 0) {
        return NULL;
    }
    if (PyModule_AddObject(module, "Gauge", (PyObject *)&Gauge_Type) < 0) {
        return NULL;
    }
    return module;
}
