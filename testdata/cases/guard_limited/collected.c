// A type of the collector's, allocated with PyObject_GC_New in one place and through tp_alloc in another.
// limited: 3.10
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Box;

static PyTypeObject Box_Type;

static PyObject *
Box_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    PyObject *held;
    Box *self;

    if (!PyArg_ParseTuple(args, "O:Box", &held))
        return NULL;
    self = (Box *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(held);
    self->held = held;
    return (PyObject *)self;
}

static int
Box_traverse(Box *self, visitproc visit, void *arg)
{
    Py_VISIT(self->held);
    return 0;
}

static int
Box_clear(Box *self)
{
    Py_CLEAR(self->held);
    return 0;
}

static void
Box_dealloc(Box *self)
{
    PyObject_GC_UnTrack(self);
    Box_clear(self);
    PyObject_GC_Del(self);
}

static PyObject *
box(PyObject *Py_UNUSED(module), PyObject *held)
{
    Box *self = PyObject_GC_New(Box, &Box_Type);

    if (self == NULL)
        return NULL;
    Py_INCREF(held);
    self->held = held;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "collected.Box",
    .tp_basicsize = sizeof(Box),
    .tp_dealloc = (destructor)Box_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)Box_traverse,
    .tp_clear = (inquiry)Box_clear,
    .tp_new = Box_new,
};

static PyMethodDef functions[] = {
    {"box", box, METH_O, "put something into a box"},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef collected_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "collected",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC
PyInit_collected(void)
{
    PyObject *module;

    if (PyType_Ready(&Box_Type) < 0)
        return NULL;
    module = PyModule_Create(&collected_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Box_Type);
    if (PyModule_AddObject(module, "Box", (PyObject *)&Box_Type) < 0)
        return NULL;
    return module;
}
