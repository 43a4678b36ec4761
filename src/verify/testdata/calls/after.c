/* Things that are called: with vectorcall, as a method descriptor, at the end of a life; and a class method. */
#include <Python.h>
#include <stddef.h>
#include "structmember.h"
#include "compat.h"

typedef struct {
    PyTypeObject *Caller;
    PyTypeObject *LoudCaller;
    PyTypeObject *Closing;
    PyObject *last_caller;
} calls_state;

static struct PyModuleDef calls_module;

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
    Py_VISIT(Py_TYPE(self));
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
    PyTypeObject *tp = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    caller_clear(self);
    tp->tp_free(self);
    Py_DECREF(tp);
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
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(CallerObject, vectorcall), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyType_Slot Caller_slots[] = {
    {Py_tp_dealloc, caller_dealloc},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_traverse, caller_traverse},
    {Py_tp_clear, caller_clear},
    {Py_tp_descr_get, caller_get},
    {Py_tp_members, caller_members},
    {Py_tp_new, caller_new},
    {0, NULL},
};

static PyType_Spec Caller_spec = {
    .name = "calls.Caller",
    .basicsize = sizeof(CallerObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | MT_IMMUTABLE
        | Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_HAVE_VECTORCALL,
    .slots = Caller_slots,
};

/* LoudCaller: inherits all of it */

static PyObject *
loud_repr(PyObject *self)
{
    return PyUnicode_FromFormat("CALLER %ld", ((CallerObject *)self)->count);
}

static PyType_Slot LoudCaller_slots[] = {
    {Py_tp_dealloc, caller_dealloc},
    {Py_tp_repr, loud_repr},
    {Py_tp_traverse, caller_traverse},
    {Py_tp_clear, caller_clear},
    {Py_tp_new, caller_new},
    {0, NULL},
};

static PyType_Spec LoudCaller_spec = {
    .name = "calls.LoudCaller",
    .basicsize = 0,
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | MT_IMMUTABLE,
    .slots = LoudCaller_slots,
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
    Py_VISIT(Py_TYPE(self));
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
    PyTypeObject *tp = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    closing_clear(self);
    tp->tp_free(self);
    Py_DECREF(tp);
}

static PyMethodDef closing_methods[] = {
    {"of", closing_of, METH_O | METH_CLASS, "of($type, callback, /)\n--\n\nMakes one."},
    {NULL, NULL, 0, NULL}
};

static PyType_Slot Closing_slots[] = {
    {Py_tp_dealloc, closing_dealloc},
    {Py_tp_traverse, closing_traverse},
    {Py_tp_clear, closing_clear},
    {Py_tp_methods, closing_methods},
    {Py_tp_finalize, closing_finalize},
    {0, NULL},
};

static PyType_Spec Closing_spec = {
    .name = "calls.Closing",
    .basicsize = sizeof(ClosingObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | MT_IMMUTABLE | MT_DISALLOW,
    .slots = Closing_slots,
};

/* Module: the last caller is kept */

static PyObject *
calls_remember(PyObject *module, PyObject *caller)
{
    calls_state *st = PyModule_GetState(module);
    if (!PyObject_TypeCheck(caller, st->Caller)) {
        PyErr_SetString(PyExc_TypeError, "only callers are remembered");
        return NULL;
    }
    Py_INCREF(caller);
    Py_XSETREF(st->last_caller, caller);
    Py_RETURN_NONE;
}

static PyObject *
calls_last(PyObject *module, PyObject *Py_UNUSED(ignored))
{
    calls_state *st = PyModule_GetState(module);
    if (st->last_caller == NULL) {
        return PyObject_CallObject((PyObject *)st->Caller, NULL);
    }
    Py_INCREF(st->last_caller);
    return st->last_caller;
}

static PyMethodDef calls_functions[] = {
    {"remember", calls_remember, METH_O, NULL},
    {"last", calls_last, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static int
calls_add(PyObject *module, const char *name, PyTypeObject *type)
{
    Py_INCREF(type);
    if (PyModule_AddObject(module, name, (PyObject *)type) < 0) {
        Py_DECREF(type);
        return -1;
    }
    return 0;
}

static int
calls_exec(PyObject *module)
{
    calls_state *st = PyModule_GetState(module);
    st->Caller = mt_make_type(module, &Caller_spec, NULL);
    if (st->Caller == NULL) {
        return -1;
    }
    st->LoudCaller = mt_make_type(module, &LoudCaller_spec, st->Caller);
    if (st->LoudCaller == NULL) {
        return -1;
    }
    /* Before 3.11 a heap type does not inherit how it is called. */
    st->LoudCaller->tp_flags |= st->Caller->tp_flags & (Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_HAVE_VECTORCALL);
    PyType_Modified(st->LoudCaller);
    st->Closing = mt_make_type(module, &Closing_spec, NULL);
    if (st->Closing == NULL) {
        return -1;
    }
    mt_disallow(st->Closing);
    if (calls_add(module, "Caller", st->Caller) < 0 || calls_add(module, "LoudCaller", st->LoudCaller) < 0) {
        return -1;
    }
    return calls_add(module, "Closing", st->Closing);
}

static int
calls_traverse(PyObject *module, visitproc visit, void *arg)
{
    calls_state *st = PyModule_GetState(module);
    Py_VISIT(st->Caller);
    Py_VISIT(st->LoudCaller);
    Py_VISIT(st->Closing);
    Py_VISIT(st->last_caller);
    return 0;
}

static int
calls_clear(PyObject *module)
{
    calls_state *st = PyModule_GetState(module);
    Py_CLEAR(st->Caller);
    Py_CLEAR(st->LoudCaller);
    Py_CLEAR(st->Closing);
    Py_CLEAR(st->last_caller);
    return 0;
}

static void
calls_free(void *module)
{
    calls_clear((PyObject *)module);
}

static PyModuleDef_Slot calls_slots[] = {
    {Py_mod_exec, calls_exec},
    {0, NULL},
};

static struct PyModuleDef calls_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "calls",
    .m_size = sizeof(calls_state),
    .m_methods = calls_functions,
    .m_slots = calls_slots,
    .m_traverse = calls_traverse,
    .m_clear = calls_clear,
    .m_free = calls_free,
};

PyMODINIT_FUNC
PyInit_calls(void)
{
    return PyModuleDef_Init(&calls_module);
}
