// Attributes for instances that have the names of attributes of types, by the project's wish.
// ids: D-ENTRY
// types: Proxy_Type.module = instances
// types: Caller_Type.module = instances
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *wrapped;
} Proxy;

static PyObject *
proxy_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *wrapped;
    Proxy *self;

    if (!PyArg_ParseTuple(args, "O", &wrapped))
        return NULL;
    self = (Proxy *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(wrapped);
        self->wrapped = wrapped;
    }
    return (PyObject *)self;
}

static int
proxy_traverse(Proxy *self, visitproc visit, void *arg)
{
    Py_VISIT(self->wrapped);
    return 0;
}

static int
proxy_clear(Proxy *self)
{
    Py_CLEAR(self->wrapped);
    return 0;
}

static void
proxy_dealloc(Proxy *self)
{
    PyObject_GC_UnTrack(self);
    proxy_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
proxy_get_module(Proxy *self, void *closure)
{
    return PyObject_GetAttrString(self->wrapped, "__module__");
}

static int
proxy_set_module(Proxy *self, PyObject *value, void *closure)
{
    return PyObject_SetAttrString(self->wrapped, "__module__", value);
}

static PyObject *
proxy_get_annotations(Proxy *self, void *closure)
{
    return PyObject_GetAttrString(self->wrapped, "__annotations__");
}

static PyGetSetDef proxy_getset[] = {
    {"__module__", (getter)proxy_get_module, (setter)proxy_set_module, NULL, NULL},
    {"__annotations__", (getter)proxy_get_annotations, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static PyTypeObject Proxy_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "Proxy",
    .tp_basicsize = sizeof(Proxy),
    .tp_dealloc = (destructor)proxy_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)proxy_traverse,
    .tp_clear = (inquiry)proxy_clear,
    .tp_getset = proxy_getset,
    .tp_new = proxy_new,
};

static PyObject *
caller_call(Proxy *self, PyObject *args, PyObject *kwargs)
{
    return PyObject_Call(self->wrapped, args, kwargs);
}

static PyTypeObject Caller_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "for_instances.Caller",
    .tp_basicsize = sizeof(Proxy),
    .tp_call = (ternaryfunc)caller_call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_getset = proxy_getset,
    .tp_base = &Proxy_Type,
};

static struct PyModuleDef for_instances_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "for_instances",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_for_instances(void)
{
    PyObject *module;

    if (PyType_Ready(&Proxy_Type) < 0)
        return NULL;
    if (PyType_Ready(&Caller_Type) < 0)
        return NULL;
    module = PyModule_Create(&for_instances_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Proxy_Type);
    if (PyModule_AddObject(module, "Proxy", (PyObject *)&Proxy_Type) < 0) {
        Py_DECREF(&Proxy_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Caller_Type);
    if (PyModule_AddObject(module, "Caller", (PyObject *)&Caller_Type) < 0) {
        Py_DECREF(&Caller_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
