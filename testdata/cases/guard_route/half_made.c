/* An object made by `T.__new__` alone has NULL in its fields, and what is called with it need not look at it. */
// ids: D-GC
#include <Python.h>

#if PY_VERSION_HEX >= 0x030C0000
#define FETCH_FLAGS METH_VARARGS
#else
#define FETCH_FLAGS METH_FASTCALL
#endif

typedef struct {
    PyObject_HEAD
    long size;
} Box;

typedef struct {
    PyObject_HEAD
    Box *box;
} Lid;

static PyTypeObject Box_Type;
static PyTypeObject Lid_Type;

static PyObject *box_copy(Box *self, PyObject *unused);

static PyObject *
box_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    Box *self;
    long size = 0;

    if (!PyArg_ParseTuple(args, "|l:Box", &size))
        return NULL;
    self = (Box *)type->tp_alloc(type, 0);
    if (self != NULL)
        self->size = size;
    return (PyObject *)self;
}

static PyObject *
box_richcompare(PyObject *self, PyObject *other, int op)
{
    if (op != Py_EQ && op != Py_NE)
        Py_RETURN_NOTIMPLEMENTED;
    if (Py_TYPE(other) != &Box_Type && Py_TYPE(other) != &Lid_Type)
        Py_RETURN_NOTIMPLEMENTED;
    if (Py_TYPE(other) == &Lid_Type) {
        other = (PyObject *)((Lid *)other)->box;
        if (other == NULL)
            Py_RETURN_FALSE;
    }
    if ((((Box *)self)->size == ((Box *)other)->size) == (op == Py_EQ))
        Py_RETURN_TRUE;
    Py_RETURN_FALSE;
}

static PyObject *
box_fetch(
    Box *self,
#if PY_VERSION_HEX >= 0x030C0000
    PyObject *args
#else
    PyObject *const *args,
    Py_ssize_t nargs
#endif
)
{
#if PY_VERSION_HEX >= 0x030C0000
    Py_ssize_t nargs = PyTuple_GET_SIZE(args);
#endif
    Box *copy;

    if (nargs != 1) {
        PyErr_SetString(PyExc_TypeError, "fetch() wants one argument");
        return NULL;
    }
    copy = PyObject_New(Box, &Box_Type);
    if (copy != NULL)
        copy->size = self->size + 1;
    return (PyObject *)copy;
}

static PyObject *
lid_copy(Lid *self, PyObject *Py_UNUSED(ignored))
{
    if (self->box == NULL)
        Py_RETURN_NONE;
    return box_copy(self->box, NULL);
}

static PyObject *
box_copy(Box *self, PyObject *Py_UNUSED(ignored))
{
    Box *copy = PyObject_New(Box, &Box_Type);

    if (copy != NULL)
        copy->size = self->size;
    return (PyObject *)copy;
}

static PyMethodDef box_methods[] = {
    {"copy", (PyCFunction)box_copy, METH_NOARGS, PyDoc_STR("Another one.")},
    {"fetch", (PyCFunction)(void (*)(void))box_fetch, FETCH_FLAGS, PyDoc_STR("A larger one.")},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "half_made.Box",
    .tp_basicsize = sizeof(Box),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_richcompare = box_richcompare,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_methods = box_methods,
    .tp_new = box_new,
};

static int
lid_init(Lid *self, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    PyObject *box;

    if (!PyArg_ParseTuple(args, "O!:Lid", &Box_Type, &box))
        return -1;
    Py_INCREF(box);
    Py_XSETREF(self->box, (Box *)box);
    return 0;
}

static int
lid_traverse(Lid *self, visitproc visit, void *arg)
{
    Py_VISIT(self->box);
    return 0;
}

static int
lid_clear(Lid *self)
{
    Py_CLEAR(self->box);
    return 0;
}

static void
lid_dealloc(Lid *self)
{
    PyObject_GC_UnTrack(self);
    lid_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
lid_richcompare(Lid *self, PyObject *other, int op)
{
    return box_richcompare((PyObject *)self->box, other, op);
}

static PyObject *
lid_fetch(
    Lid *self,
#if PY_VERSION_HEX >= 0x030C0000
    PyObject *args
#else
    PyObject *const *args,
    Py_ssize_t nargs
#endif
)
{
    return box_fetch(
        self->box,
#if PY_VERSION_HEX >= 0x030C0000
        args
#else
        args,
        nargs
#endif
    );
}

static PyMethodDef lid_methods[] = {
    {"copy", (PyCFunction)lid_copy, METH_NOARGS, PyDoc_STR("Another box.")},
    {"fetch", (PyCFunction)(void (*)(void))lid_fetch, FETCH_FLAGS, PyDoc_STR("A larger box.")},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Lid_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "half_made.Lid",
    .tp_basicsize = sizeof(Lid),
    .tp_dealloc = (destructor)lid_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)lid_traverse,
    .tp_clear = (inquiry)lid_clear,
    .tp_richcompare = (richcmpfunc)lid_richcompare,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_methods = lid_methods,
    .tp_init = (initproc)lid_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef half_made_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "half_made",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_half_made(void)
{
    PyObject *module;

    if (PyType_Ready(&Box_Type) < 0 || PyType_Ready(&Lid_Type) < 0)
        return NULL;
    module = PyModule_Create(&half_made_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Box_Type);
    if (PyModule_AddObject(module, "Box", (PyObject *)&Box_Type) < 0)
        goto fail;
    Py_INCREF(&Lid_Type);
    if (PyModule_AddObject(module, "Lid", (PyObject *)&Lid_Type) < 0)
        goto fail;
    return module;
fail:
    Py_DECREF(module);
    return NULL;
}
