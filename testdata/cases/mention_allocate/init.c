// Objects made of raw memory by PyObject_Init.
// ids: AL-6
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Raw;

static PyTypeObject Raw_Type;

static PyObject *
raw(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    Raw *self = PyObject_Malloc(sizeof(Raw));
    if (self == NULL) {
        return PyErr_NoMemory();
    }
    PyObject_Init((PyObject *)self, &Raw_Type);
    self->value = 3;
    return (PyObject *)self;
}

static void
raw_dealloc(PyObject *op)
{
    PyObject_Free(op);
}

static PyTypeObject Raw_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "init.Raw",
    .tp_basicsize = sizeof(Raw),
    .tp_dealloc = raw_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyMethodDef module_methods[] = {
    {"raw", raw, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef init_module = {
    PyModuleDef_HEAD_INIT, "init", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_init(void)
{
    PyObject *module;

    if (PyType_Ready(&Raw_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&init_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Raw_Type);
    if (PyModule_AddObject(module, "Raw", (PyObject *)&Raw_Type) < 0) {
        Py_DECREF(&Raw_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
