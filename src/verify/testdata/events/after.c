/* Things that are awaited, mapped and watched: async slots, a mapping without a constructor, callbacks, a cached object. */
#include <Python.h>
#include <stddef.h>
#include "structmember.h"
#include "compat.h"

typedef struct {
    PyTypeObject *Event;
    PyTypeObject *EventIter;
    PyTypeObject *Headers;
    PyObject *default_name;
} events_state;

static struct PyModuleDef events_module;

static events_state *
events_state_of(PyTypeObject *type)
{
    PyObject *module = mt_module_by_def(type, &events_module);
    return module == NULL ? NULL : PyModule_GetState(module);
}

/* Event: can be awaited; calls back; can be weakly referenced and take attributes */

typedef struct {
    PyObject_HEAD
    PyObject *callback;
    PyObject *result;
    PyObject *dict;
    PyObject *weakrefs;
} EventObject;

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
    Py_VISIT(Py_TYPE(op));
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
    PyTypeObject *tp = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    if (((EventObject *)op)->weakrefs != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    event_clear(op);
    tp->tp_free(op);
    Py_DECREF(tp);
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
    events_state *st = events_state_of(Py_TYPE(op));
    if (st == NULL) {
        return NULL;
    }
    EventObject *it = PyObject_GC_New(EventObject, st->EventIter);
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
    {"__weaklistoffset__", T_PYSSIZET, offsetof(EventObject, weakrefs), READONLY, NULL},
    {"__dictoffset__", T_PYSSIZET, offsetof(EventObject, dict), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyGetSetDef event_getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static const char event_doc[] = "Event(callback=None)\n--\n\nHappens later.";

static PyType_Slot Event_slots[] = {
    {Py_tp_dealloc, event_dealloc},
    {Py_am_await, event_await},
    {Py_tp_doc, (void *)event_doc},
    {Py_tp_traverse, event_traverse},
    {Py_tp_clear, event_clear},
    {Py_tp_methods, event_methods},
    {Py_tp_members, event_members},
    {Py_tp_getset, event_getset},
    {Py_tp_new, event_new},
    {0, NULL},
};

static PyType_Spec Event_spec = {
    .name = "events.Event",
    .basicsize = sizeof(EventObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | MT_IMMUTABLE,
    .slots = Event_slots,
};

/* EventIter: what awaiting gives; uses the same struct, with the event as its callback */

static void
eventiter_dealloc(PyObject *op)
{
    PyTypeObject *tp = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    event_clear(op);
    PyObject_GC_Del(op);
    Py_DECREF(tp);
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

static PyType_Slot EventIter_slots[] = {
    {Py_tp_dealloc, eventiter_dealloc},
    {Py_tp_traverse, event_traverse},
    {Py_tp_clear, event_clear},
    {Py_tp_iter, PyObject_SelfIter},
    {Py_tp_iternext, eventiter_next},
    {0, NULL},
};

static PyType_Spec EventIter_spec = {
    .name = "events.EventIter",
    .basicsize = sizeof(EventObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | MT_IMMUTABLE | MT_DISALLOW,
    .slots = EventIter_slots,
};

/* Headers: a mapping that only the module makes */

typedef struct {
    PyObject_HEAD
    PyObject *items;
} HeadersObject;

static int
headers_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
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
    PyTypeObject *tp = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    headers_clear(op);
    PyObject_GC_Del(op);
    Py_DECREF(tp);
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

static PyType_Slot Headers_slots[] = {
    {Py_tp_dealloc, headers_dealloc},
    {Py_sq_contains, headers_contains},
    {Py_mp_length, headers_length},
    {Py_mp_subscript, headers_get},
    {Py_mp_ass_subscript, headers_set},
    {Py_tp_doc, "Names and values."},
    {Py_tp_traverse, headers_traverse},
    {Py_tp_clear, headers_clear},
    {Py_tp_iter, headers_iter},
    {0, NULL},
};

static PyType_Spec Headers_spec = {
    .name = "events.Headers",
    .basicsize = sizeof(HeadersObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | MT_IMMUTABLE | MT_DISALLOW,
    .slots = Headers_slots,
};

/* Module */

static PyObject *
events_headers(PyObject *module, PyObject *args)
{
    events_state *st = PyModule_GetState(module);
    PyObject *items = NULL;
    if (!PyArg_ParseTuple(args, "|O!:headers", &PyDict_Type, &items)) {
        return NULL;
    }
    if (st->default_name == NULL) {
        st->default_name = PyUnicode_InternFromString("Host");
    }
    items = items == NULL ? PyDict_New() : PyDict_Copy(items);
    if (items == NULL || st->default_name == NULL || PyDict_SetDefault(items, st->default_name, Py_None) == NULL) {
        Py_XDECREF(items);
        return NULL;
    }
    HeadersObject *self = PyObject_GC_New(HeadersObject, st->Headers);
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

static int
events_add(PyObject *module, const char *name, PyTypeObject *type)
{
    Py_INCREF(type);
    if (PyModule_AddObject(module, name, (PyObject *)type) < 0) {
        Py_DECREF(type);
        return -1;
    }
    return 0;
}

static int
events_exec(PyObject *module)
{
    events_state *st = PyModule_GetState(module);
    st->Event = mt_make_type(module, &Event_spec, NULL);
    if (st->Event == NULL) {
        return -1;
    }
    if (mt_keep_doc(st->Event, event_doc) < 0) {
        return -1;
    }
    st->EventIter = mt_make_type(module, &EventIter_spec, NULL);
    if (st->EventIter == NULL) {
        return -1;
    }
    mt_disallow(st->EventIter);
    st->Headers = mt_make_type(module, &Headers_spec, NULL);
    if (st->Headers == NULL) {
        return -1;
    }
    mt_disallow(st->Headers);
    if (events_add(module, "Event", st->Event) < 0) {
        return -1;
    }
    return events_add(module, "Headers", st->Headers);
}

static int
events_traverse(PyObject *module, visitproc visit, void *arg)
{
    events_state *st = PyModule_GetState(module);
    Py_VISIT(st->Event);
    Py_VISIT(st->EventIter);
    Py_VISIT(st->Headers);
    Py_VISIT(st->default_name);
    return 0;
}

static int
events_clear(PyObject *module)
{
    events_state *st = PyModule_GetState(module);
    Py_CLEAR(st->Event);
    Py_CLEAR(st->EventIter);
    Py_CLEAR(st->Headers);
    Py_CLEAR(st->default_name);
    return 0;
}

static void
events_free(void *module)
{
    events_clear((PyObject *)module);
}

static PyModuleDef_Slot events_slots[] = {
    {Py_mod_exec, events_exec},
    {0, NULL},
};

static struct PyModuleDef events_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "events",
    .m_size = sizeof(events_state),
    .m_methods = events_functions,
    .m_slots = events_slots,
    .m_traverse = events_traverse,
    .m_clear = events_clear,
    .m_free = events_free,
};

PyMODINIT_FUNC
PyInit_events(void)
{
    return PyModuleDef_Init(&events_module);
}
