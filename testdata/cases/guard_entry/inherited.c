// A type whose base has an attribute for instances that would be hidden by the type's own.
// ids: T-NAME-1
// types: Named_Type.module = instances
// types: Middle_Type.module = instances
// types: Noted_Type.module = instances
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *text;
} Named;

static PyObject *
named_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Named *self = (Named *)type->tp_alloc(type, 0);

    if (self != NULL)
        self->text = PyUnicode_FromString("mine");
    return (PyObject *)self;
}

static void
named_dealloc(Named *self)
{
    Py_XDECREF(self->text);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMemberDef named_members[] = {
    {"__module__", T_OBJECT, offsetof(Named, text), READONLY, NULL}, // want guard-entry T-NAME-1
    {NULL, 0, 0, 0, NULL}
};

static PyTypeObject Named_Type = { // want guard-component
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "inherited.Named",
    .tp_basicsize = sizeof(Named),
    .tp_dealloc = (destructor)named_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_members = named_members,
    .tp_new = named_new,
};

static PyTypeObject Middle_Type = { // want guard-component
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "inherited.Middle",
    .tp_basicsize = sizeof(Named),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_members = named_members,
    .tp_base = &Named_Type,
};

static PyTypeObject Plain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "inherited.Plain",
    .tp_basicsize = sizeof(Named),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Middle_Type,
};

static PyMemberDef noted_members[] = {
    {"__annotations__", T_OBJECT, offsetof(Named, text), READONLY, NULL}, // want guard-entry T-NAME-1
    {NULL, 0, 0, 0, NULL}
};

static PyTypeObject Noted_Type = { // want guard-component
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "inherited.Noted",
    .tp_basicsize = sizeof(Named),
    .tp_dealloc = (destructor)named_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_members = noted_members,
    .tp_new = named_new,
};

static PyTypeObject Bare_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "inherited.Bare",
    .tp_basicsize = sizeof(Named),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Noted_Type,
};

static struct PyModuleDef inherited_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "inherited",
    .m_size = -1,
};

static int
add(PyObject *module, const char *name, PyTypeObject *type)
{
    Py_INCREF(type);
    if (PyModule_AddObject(module, name, (PyObject *)type) < 0) {
        Py_DECREF(type);
        return -1;
    }
    return 0;
}

PyMODINIT_FUNC
PyInit_inherited(void)
{
    PyObject *module;

    if (PyType_Ready(&Named_Type) < 0 || PyType_Ready(&Middle_Type) < 0 || PyType_Ready(&Plain_Type) < 0)
        return NULL;
    if (PyType_Ready(&Noted_Type) < 0 || PyType_Ready(&Bare_Type) < 0)
        return NULL;
    module = PyModule_Create(&inherited_module);
    if (module == NULL)
        return NULL;
    if (add(module, "Named", &Named_Type) < 0 || add(module, "Plain", &Plain_Type) < 0
        || add(module, "Noted", &Noted_Type) < 0 || add(module, "Bare", &Bare_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
