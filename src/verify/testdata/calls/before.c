/* Things that are called: with vectorcall, as a method descriptor, at the end of a life; and a class method. */
#include <Python.h>
#include <stddef.h>
#include "structmember.h"

/* Caller: calls a function, and counts */

typedef struct {
    PyObject_HEAD
    PyObject *function;
    long count;
    vectorcallfunc vectorcall;
} CallerObject;

static PyObject *
caller_call(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *names)
{
    CallerObject *caller = (CallerObject *)self;
    caller->count++;
    if (caller->function == NULL) {
        Py_RETURN_NONE;
    }
    return PyObject_Vectorcall(caller->function, args, nargsf, names);
}

static PyObject *
caller_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *function = NULL;
    if (!PyArg_ParseTuple(args, "|O:Caller", &function)) {
        return NULL;
    }
    CallerObject *self = (CallerObject *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_XINCREF(function);
        self->function = function;
        self->vectorcall = caller_call;
    }
    return (PyObject *)self;
}

static int
caller_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((CallerObject *)self)->function);
    return 0;
}

static int
caller_clear(PyObject *self)
{
    Py_CLEAR(((CallerObject *)self)->function);
    return 0;
}

static void
caller_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    caller_clear(self);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *
caller_get(PyObject *self, PyObject *instance, PyObject *Py_UNUSED(owner))
{
    if (instance == NULL || instance == Py_None) {
        Py_INCREF(self);
        return self;
    }
    return PyMethod_New(self, instance);
}

static PyMemberDef caller_members[] = {
    {"count", T_LONG, offsetof(CallerObject, count), READONLY, "how often it was called"},
    {NULL, 0, 0, 0, NULL}
};

static PyTypeObject Caller_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "calls.Caller",
    .tp_basicsize = sizeof(CallerObject),
    .tp_dealloc = caller_dealloc,
    .tp_vectorcall_offset = offsetof(CallerObject, vectorcall),
    .tp_call = PyVectorcall_Call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_METHOD_DESCRIPTOR
        | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_traverse = caller_traverse,
    .tp_clear = caller_clear,
    .tp_descr_get = caller_get,
    .tp_members = caller_members,
    .tp_new = caller_new,
};

/* LoudCaller: inherits all of it */

static PyObject *
loud_repr(PyObject *self)
{
    return PyUnicode_FromFormat("CALLER %ld", ((CallerObject *)self)->count);
}

static PyTypeObject LoudCaller_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "calls.LoudCaller",
    .tp_base = &Caller_Type,
    .tp_repr = loud_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

/* Closing: calls back when it ends */

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} ClosingObject;

static PyObject *
closing_of(PyObject *type, PyObject *callback)
{
    PyObject *self = ((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, 0);
    if (self != NULL) {
        Py_INCREF(callback);
        ((ClosingObject *)self)->callback = callback;
    }
    return self;
}

static void
closing_finalize(PyObject *self)
{
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    PyObject *callback = ((ClosingObject *)self)->callback;
    if (callback != NULL && PyCallable_Check(callback)) {
        PyObject *result = PyObject_CallFunctionObjArgs(callback, self, NULL);
        if (result == NULL) {
            PyErr_WriteUnraisable(self);
        }
        Py_XDECREF(result);
    }
    PyErr_Restore(type, value, trace);
}

static int
closing_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((ClosingObject *)self)->callback);
    return 0;
}

static int
closing_clear(PyObject *self)
{
    Py_CLEAR(((ClosingObject *)self)->callback);
    return 0;
}

static void
closing_dealloc(PyObject *self)
{
    if (PyObject_CallFinalizerFromDealloc(self) < 0) {
        return;
    }
    PyObject_GC_UnTrack(self);
    closing_clear(self);
    Py_TYPE(self)->tp_free(self);
}

static PyMethodDef closing_methods[] = {
    {"of", closing_of, METH_O | METH_CLASS, "of($type, callback, /)\n--\n\nMakes one."},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Closing_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "calls.Closing",
    .tp_basicsize = sizeof(ClosingObject),
    .tp_dealloc = closing_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = closing_traverse,
    .tp_clear = closing_clear,
    .tp_methods = closing_methods,
    .tp_finalize = closing_finalize,
};

/* Module: the last caller is kept in a static variable */

static PyObject *last_caller;

static PyObject *
calls_remember(PyObject *Py_UNUSED(module), PyObject *caller)
{
    if (!PyObject_TypeCheck(caller, &Caller_Type)) {
        PyErr_SetString(PyExc_TypeError, "only callers are remembered");
        return NULL;
    }
    Py_INCREF(caller);
    Py_XSETREF(last_caller, caller);
    Py_RETURN_NONE;
}

static PyObject *
calls_last(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    if (last_caller == NULL) {
        return PyObject_CallObject((PyObject *)&Caller_Type, NULL);
    }
    Py_INCREF(last_caller);
    return last_caller;
}

static PyMethodDef calls_functions[] = {
    {"remember", calls_remember, METH_O, NULL},
    {"last", calls_last, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef calls_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "calls",
    .m_size = -1,
    .m_methods = calls_functions,
};

PyMODINIT_FUNC
PyInit_calls(void)
{
    PyTypeObject *types[] = {&Caller_Type, &LoudCaller_Type, &Closing_Type};
    const char *names[] = {"Caller", "LoudCaller", "Closing"};
    PyObject *module = PyModule_Create(&calls_module);
    if (module == NULL) {
        return NULL;
    }
    for (int i = 0; i < 3; i++) {
        if (PyType_Ready(types[i]) < 0) {
            Py_DECREF(module);
            return NULL;
        }
        Py_INCREF(types[i]);
        if (PyModule_AddObject(module, names[i], (PyObject *)types[i]) < 0) {
            Py_DECREF(types[i]);
            Py_DECREF(module);
            return NULL;
        }
    }
    return module;
}
