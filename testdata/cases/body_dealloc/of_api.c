// A dealloc that is a function of the API.
// ids: T-DEALLOC-9 T-NEW-1
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Api;

static PyTypeObject Api_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "of_api.Api",
    .tp_basicsize = sizeof(Api),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = (destructor)PyObject_Del,
};

static PyObject *
make(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return (PyObject *)PyObject_New(Api, &Api_Type);
}

static PyMethodDef module_methods[] = {
    {"make", make, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef of_api_module = {
    PyModuleDef_HEAD_INIT, "of_api", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_of_api(void)
{
    PyObject *module;

    if (PyType_Ready(&Api_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&of_api_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Api_Type);
    if (PyModule_AddObject(module, "Api", (PyObject *)&Api_Type) < 0) {
        Py_DECREF(&Api_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
