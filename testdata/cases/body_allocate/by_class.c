// A tp_new that allocates on the class it is given, without a collector's head: its type becomes collected.
// ids: AL-2 GC-4
#include <Python.h>
#include <string.h>

typedef struct {
    PyObject_HEAD
    PyObject *text;
    struct {
        long count;
    } size;
} Named;

static PyObject *
named_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *names[] = {"text", "count", NULL};
    PyObject *text;
    long count = 0;
    Named *self;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "O|l", names, &text, &count)) {
        return NULL;
    }
    self = PyObject_New(Named, type);
    if (self == NULL) {
        return NULL;
    }
    self->size.count = count;
    Py_INCREF(text);
    self->text = text;
    return (PyObject *)self;
}

static void
named_dealloc(PyObject *op)
{
    Py_XDECREF(((Named *)op)->text);
    PyObject_Free(op);
}

static PyObject *
named_repr(PyObject *op)
{
    return PyUnicode_FromFormat("%S x %ld", ((Named *)op)->text, ((Named *)op)->size.count);
}

static PyTypeObject Named_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "by_class.Named",
    .tp_basicsize = sizeof(Named),
    .tp_dealloc = named_dealloc,
    .tp_repr = named_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = named_new,
};

typedef struct {
    PyObject_HEAD
    PyObject *text;
} Elsewhere;

static PyObject *
make_elsewhere(PyTypeObject *type)
{
    Elsewhere *self = PyObject_New(Elsewhere, type);  // want body-allocate AL-2
    if (self != NULL) {
        self->text = NULL;
    }
    return (PyObject *)self;
}

static PyObject *
elsewhere_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    return make_elsewhere(type);
}

static void
elsewhere_dealloc(PyObject *op)
{
    Py_XDECREF(((Elsewhere *)op)->text);
    PyObject_Free(op);
}

static PyTypeObject Elsewhere_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "by_class.Elsewhere",
    .tp_basicsize = sizeof(Elsewhere),
    .tp_dealloc = elsewhere_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = elsewhere_new,
};

static struct PyModuleDef by_class_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "by_class",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_by_class(void)
{
    PyObject *module;

    if (PyType_Ready(&Named_Type) < 0 || PyType_Ready(&Elsewhere_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&by_class_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Named_Type);
    if (PyModule_AddObject(module, "Named", (PyObject *)&Named_Type) < 0) {
        Py_DECREF(&Named_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Elsewhere_Type);
    if (PyModule_AddObject(module, "Elsewhere", (PyObject *)&Elsewhere_Type) < 0) {
        Py_DECREF(&Elsewhere_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
