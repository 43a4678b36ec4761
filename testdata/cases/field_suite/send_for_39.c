// `am_send`, and a target that does not have it.
// ids: S-6
// target: 3.9
// since: 3.10
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

static PySendResult
wait_send(PyObject *Py_UNUSED(op), PyObject *Py_UNUSED(arg), PyObject **result)
{
    Py_INCREF(Py_None);
    *result = Py_None;
    return PYGEN_RETURN;
}

static PyAsyncMethods wait_as_async = {
    wait_self, wait_self, wait_anext, wait_send
};

static PyTypeObject Wait_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "send_for_39.Wait",
    .tp_basicsize = sizeof(Wait),
    .tp_as_async = &wait_as_async,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_iter = wait_self,
    .tp_iternext = wait_next,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef send_for_39_module = {
    PyModuleDef_HEAD_INIT, "send_for_39", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_send_for_39(void)
{
    PyObject *module;

    if (PyType_Ready(&Wait_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&send_for_39_module);
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
