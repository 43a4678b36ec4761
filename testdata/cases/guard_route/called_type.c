// A function that is stored as the tp_vectorcall of classes with a metaclass of the module's: the class it is called for
// leads to the module.
// ids: T-VEC-3
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyHeapTypeObject base;
    Py_ssize_t calls;
} Meta;

typedef struct {
    PyObject_HEAD
} Token;

static PyTypeObject Token_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "called_type.Token",
    .tp_basicsize = sizeof(Token),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *
class_vectorcall(PyObject *cls, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    ((Meta *)cls)->calls++;
    if (PyVectorcall_NARGS(nargsf) != 0) {
        PyErr_SetString(PyExc_TypeError, "no arguments are taken");
        return NULL;
    }
    return (PyObject *)PyObject_New(Token, &Token_Type);
}

static PyObject *
meta_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Meta *cls = (Meta *)PyType_Type.tp_new(type, args, kwargs);

    if (cls == NULL) {
        return NULL;
    }
    ((PyTypeObject *)cls)->tp_vectorcall = (vectorcallfunc)class_vectorcall;
    return (PyObject *)cls;
}

static PyObject *
meta_calls(PyObject *self, void *closure)
{
    return PyLong_FromSsize_t(((Meta *)self)->calls);
}

static PyGetSetDef meta_getset[] = {
    {"calls", meta_calls, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static int
meta_traverse(PyObject *self, visitproc visit, void *arg)
{
    return PyType_Type.tp_traverse(self, visit, arg);
}

static int
meta_clear(PyObject *self)
{
    return PyType_Type.tp_clear(self);
}

static PyTypeObject Meta_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "called_type.Meta",
    .tp_basicsize = sizeof(Meta),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_TYPE_SUBCLASS,
    .tp_traverse = meta_traverse,
    .tp_clear = meta_clear,
    .tp_getset = meta_getset,
    .tp_new = meta_new,
    .tp_call = PyVectorcall_Call,
    .tp_vectorcall_offset = offsetof(PyTypeObject, tp_vectorcall),
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "called_type", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_called_type(void)
{
    PyObject *module;

    Meta_Type.tp_base = &PyType_Type;
    if (PyType_Ready(&Token_Type) < 0 || PyType_Ready(&Meta_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&module_def);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Meta_Type);
    if (PyModule_AddObject(module, "Meta", (PyObject *)&Meta_Type) < 0) {
        Py_DECREF(&Meta_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
