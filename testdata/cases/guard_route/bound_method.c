// A method that stands in no table: code binds it to an instance each time, which leads to the module.
// ids: GC-1
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *heard;
} Bell;

typedef struct {
    PyObject_HEAD
    long number;
} Ring;

static PyTypeObject Ring_Type;

static PyObject *
bell_ring(Bell *self, PyObject *arg)
{
    long number = PyLong_AsLong(arg);
    Ring *ring;
    if (number == -1 && PyErr_Occurred()) {
        return NULL;
    }
    ring = PyObject_New(Ring, &Ring_Type);
    if (ring == NULL) {
        return NULL;
    }
    ring->number = number;
    if (PyList_Append(self->heard, (PyObject *)ring) < 0) {
        Py_DECREF(ring);
        return NULL;
    }
    return (PyObject *)ring;
}

static PyMethodDef ring_method = {
    "ring", (PyCFunction)bell_ring, METH_O, PyDoc_STR("ring(number)")
};

static PyObject *
bell_later(Bell *self, PyObject *other)
{
    if (other == (PyObject *)self) {
        Py_RETURN_NONE;
    }
    return PyCFunction_New(&ring_method, (PyObject *)self);
}

static PyObject *
bell_other(PyObject *op, void *Py_UNUSED(closure))
{
    Bell *bell = (Bell *)op;
    return PyCFunction_NewEx(&ring_method, (PyObject *)bell, NULL);
}

static PyObject *
bell_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwds))
{
    Bell *self = (Bell *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->heard = PyList_New(0);
    if (self->heard == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static int
bell_traverse(Bell *self, visitproc visit, void *arg)
{
    Py_VISIT(self->heard);
    return 0;
}

static int
bell_clear(Bell *self)
{
    Py_CLEAR(self->heard);
    return 0;
}

static void
bell_dealloc(Bell *self)
{
    PyObject_GC_UnTrack(self);
    bell_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef bell_methods[] = {
    {"later", (PyCFunction)bell_later, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static PyGetSetDef bell_getset[] = {
    {"other", bell_other, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static PyTypeObject Bell_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "bound_method.Bell",
    .tp_basicsize = sizeof(Bell),
    .tp_dealloc = (destructor)bell_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)bell_traverse,
    .tp_clear = (inquiry)bell_clear,
    .tp_methods = bell_methods,
    .tp_getset = bell_getset,
    .tp_new = bell_new,
};

static PyObject *
ring_repr(Ring *self)
{
    return PyUnicode_FromFormat("<ring %ld>", self->number);
}

static void
ring_dealloc(Ring *self)
{
    PyObject_Free(self);
}

static PyTypeObject Ring_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "bound_method.Ring",
    .tp_basicsize = sizeof(Ring),
    .tp_dealloc = (destructor)ring_dealloc,
    .tp_repr = (reprfunc)ring_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static struct PyModuleDef bound_method_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "bound_method",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_bound_method(void)
{
    PyObject *module = PyModule_Create(&bound_method_module);
    if (module == NULL) {
        return NULL;
    }
    if (PyType_Ready(&Ring_Type) < 0 || PyType_Ready(&Bell_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Bell_Type);
    if (PyModule_AddObject(module, "Bell", (PyObject *)&Bell_Type) < 0) {
        Py_DECREF(&Bell_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
