// An attribute for instances that has the name of one of types.
// ids: T-NAME-1
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *module;
} Proxy;

static void
proxy_dealloc(Proxy *self)
{
    Py_XDECREF(self->module);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMemberDef proxy_members[] = {
    {"__module__", T_OBJECT, offsetof(Proxy, module), 0, NULL}, // want guard-entry T-NAME-1
    {NULL, 0, 0, 0, NULL}
};

static PyTypeObject Proxy_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "module_member.Proxy",
    .tp_basicsize = sizeof(Proxy),
    .tp_dealloc = (destructor)proxy_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_members = proxy_members,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module_member_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "module_member",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_module_member(void)
{
    PyObject *module;

    if (PyType_Ready(&Proxy_Type) < 0)
        return NULL;
    module = PyModule_Create(&module_member_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Proxy_Type);
    if (PyModule_AddObject(module, "Proxy", (PyObject *)&Proxy_Type) < 0) {
        Py_DECREF(&Proxy_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
