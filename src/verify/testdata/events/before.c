/* Things that are awaited, mapped and watched: async slots, a mapping without a constructor, callbacks, a cached object. */
#include <Python.h>
#include <stddef.h>
#include "structmember.h"

/* Event: can be awaited; calls back; can be weakly referenced and take attributes */

typedef struct {
    PyObject_HEAD
    PyObject *callback;
    PyObject *result;
    PyObject *dict;
    PyObject *weakrefs;
} EventObject;

static PyTypeObject EventIter_Type;

static PyObject *
event_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *names[] = {"callback", NULL};
    PyObject *callback = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, kwds, "|O:Event", names, &callback)) {
        return NULL;
    }
    EventObject *self = (EventObject *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(callback);
        self->callback = callback;
    }
    return (PyObject *)self;
}

static int
event_traverse(PyObject *op, visitproc visit, void *arg)
{
    EventObject *self = (EventObject *)op;
    Py_VISIT(self->callback);
    Py_VISIT(self->result);
    Py_VISIT(self->dict);
    return 0;
}

static int
event_clear(PyObject *op)
{
    EventObject *self = (EventObject *)op;
    Py_CLEAR(self->callback);
    Py_CLEAR(self->result);
    Py_CLEAR(self->dict);
    return 0;
}

static void
event_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    if (((EventObject *)op)->weakrefs != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    event_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
event_set(PyObject *op, PyObject *result)
{
    EventObject *self = (EventObject *)op;
    Py_INCREF(result);
    Py_XSETREF(self->result, result);
    if (self->callback == NULL || self->callback == Py_None) {
        Py_RETURN_NONE;
    }
    return PyObject_CallFunctionObjArgs(self->callback, op, NULL);
}

static PyObject *
event_await(PyObject *op)
{
    EventObject *it = PyObject_GC_New(EventObject, &EventIter_Type);
    if (it == NULL) {
        return NULL;
    }
    Py_INCREF(op);
    it->callback = op;
    it->result = it->dict = it->weakrefs = NULL;
    PyObject_GC_Track(it);
    return (PyObject *)it;
}

static PyMethodDef event_methods[] = {
    {"set", event_set, METH_O, "set($self, result, /)\n--\n\nGive it a result."},
    {NULL, NULL, 0, NULL}
};

static PyMemberDef event_members[] = {
    {"result", T_OBJECT_EX, offsetof(EventObject, result), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyGetSetDef event_getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static PyAsyncMethods event_as_async = {
    .am_await = event_await,
};

static PyTypeObject Event_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "events.Event",
    .tp_basicsize = sizeof(EventObject),
    .tp_dealloc = event_dealloc,
    .tp_as_async = &event_as_async,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Event(callback=None)\n--\n\nHappens later.",
    .tp_traverse = event_traverse,
    .tp_clear = event_clear,
    .tp_weaklistoffset = offsetof(EventObject, weakrefs),
    .tp_methods = event_methods,
    .tp_members = event_members,
    .tp_getset = event_getset,
    .tp_dictoffset = offsetof(EventObject, dict),
    .tp_new = event_new,
};

/* EventIter: what awaiting gives; uses the same struct, with the event as its callback */

static void
eventiter_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    event_clear(op);
    PyObject_GC_Del(op);
}

static PyObject *
eventiter_next(PyObject *op)
{
    EventObject *event = (EventObject *)((EventObject *)op)->callback;
    if (event == NULL || event->result == NULL) {
        Py_RETURN_NONE;
    }
    PyErr_SetObject(PyExc_StopIteration, event->result);
    return NULL;
}

static PyTypeObject EventIter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "events.EventIter",
    .tp_basicsize = sizeof(EventObject),
    .tp_dealloc = eventiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = event_traverse,
    .tp_clear = event_clear,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = eventiter_next,
};

/* Headers: a mapping that only the module makes */

typedef struct {
    PyObject_HEAD
    PyObject *items;
} HeadersObject;

static PyTypeObject Headers_Type;

static int
headers_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((HeadersObject *)op)->items);
    return 0;
}

static int
headers_clear(PyObject *op)
{
    Py_CLEAR(((HeadersObject *)op)->items);
    return 0;
}

static void
headers_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    headers_clear(op);
    PyObject_GC_Del(op);
}

static Py_ssize_t
headers_length(PyObject *op)
{
    PyObject *items = ((HeadersObject *)op)->items;
    return items == NULL ? 0 : PyDict_Size(items);
}

static PyObject *
headers_get(PyObject *op, PyObject *key)
{
    PyObject *value = PyDict_GetItemWithError(((HeadersObject *)op)->items, key);
    if (value == NULL && !PyErr_Occurred()) {
        PyErr_SetObject(PyExc_KeyError, key);
    }
    Py_XINCREF(value);
    return value;
}

static int
headers_set(PyObject *op, PyObject *key, PyObject *value)
{
    PyObject *items = ((HeadersObject *)op)->items;
    return value == NULL ? PyDict_DelItem(items, key) : PyDict_SetItem(items, key, value);
}

static int
headers_contains(PyObject *op, PyObject *key)
{
    return PyDict_Contains(((HeadersObject *)op)->items, key);
}

static PyObject *
headers_iter(PyObject *op)
{
    return PyObject_GetIter(((HeadersObject *)op)->items);
}

static PyMappingMethods headers_as_mapping = {headers_length, headers_get, headers_set};

static PySequenceMethods headers_as_sequence = {
    .sq_contains = headers_contains,
};

static PyTypeObject Headers_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "events.Headers",
    .tp_basicsize = sizeof(HeadersObject),
    .tp_dealloc = headers_dealloc,
    .tp_as_sequence = &headers_as_sequence,
    .tp_as_mapping = &headers_as_mapping,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Names and values.",
    .tp_traverse = headers_traverse,
    .tp_clear = headers_clear,
    .tp_iter = headers_iter,
};

/* Module */

static PyObject *default_name;

static PyObject *
events_headers(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *items = NULL;
    if (!PyArg_ParseTuple(args, "|O!:headers", &PyDict_Type, &items)) {
        return NULL;
    }
    if (default_name == NULL) {
        default_name = PyUnicode_InternFromString("Host");
    }
    items = items == NULL ? PyDict_New() : PyDict_Copy(items);
    if (items == NULL || default_name == NULL || PyDict_SetDefault(items, default_name, Py_None) == NULL) {
        Py_XDECREF(items);
        return NULL;
    }
    HeadersObject *self = PyObject_GC_New(HeadersObject, &Headers_Type);
    if (self == NULL) {
        Py_DECREF(items);
        return NULL;
    }
    self->items = items;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static PyMethodDef events_functions[] = {
    {"headers", events_headers, METH_VARARGS, "Makes headers of a dict."},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef events_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "events",
    .m_size = -1,
    .m_methods = events_functions,
};

PyMODINIT_FUNC
PyInit_events(void)
{
    if (PyType_Ready(&Event_Type) < 0 || PyType_Ready(&EventIter_Type) < 0 || PyType_Ready(&Headers_Type) < 0) {
        return NULL;
    }
    PyObject *module = PyModule_Create(&events_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Event_Type);
    PyModule_AddObject(module, "Event", (PyObject *)&Event_Type);
    Py_INCREF(&Headers_Type);
    PyModule_AddObject(module, "Headers", (PyObject *)&Headers_Type);
    return module;
}
