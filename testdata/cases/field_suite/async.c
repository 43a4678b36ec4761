// The functions of the async suite.
// ids: S-1
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Wait;

static PyObject *
wait_self(PyObject *op)
{
    Py_INCREF(op);
    return op;
}

static PyObject *
wait_next(PyObject *Py_UNUSED(op))
{
    PyErr_SetNone(PyExc_StopIteration);
    return NULL;
}

static PyObject *
wait_anext(PyObject *Py_UNUSED(op))
{
    PyErr_SetNone(PyExc_StopAsyncIteration);
    return NULL;
}

static PyAsyncMethods wait_as_async = {
    .am_await = wait_self,
    .am_aiter = wait_self,
    .am_anext = wait_anext,
};

static PyTypeObject Wait_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "async.Wait",
    .tp_basicsize = sizeof(Wait),
    .tp_as_async = &wait_as_async,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_iter = wait_self,
    .tp_iternext = wait_next,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef async_module = {
    PyModuleDef_HEAD_INIT, "async", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_async(void)
{
    PyObject *module;

    if (PyType_Ready(&Wait_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&async_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Wait_Type);
    if (PyModule_AddObject(module, "Wait", (PyObject *)&Wait_Type) < 0) {
        Py_DECREF(&Wait_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
