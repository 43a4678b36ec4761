// A dealloc and a clear that take something out of what the module keeps: the question is asked whether it is there still.
// ids: T-DEALLOC-11
#include <Python.h>

static PyObject *open_names;
static PyObject *counts;

typedef struct {
    PyObject_HEAD
    PyObject *name;
    PyObject *peer;
} Door;

static int
door_clear(PyObject *op)
{
    Door *self = (Door *)op;

    if (self->name != NULL) {
        PySet_Discard(open_names,
                      self->name);
        if (PyDict_DelItem(counts, self->name) < 0)
            PyErr_Clear();
        Py_CLEAR(self->name);
    }
    Py_CLEAR(self->peer);
    return 0;
}

static int
door_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Door *)op)->name);
    Py_VISIT(((Door *)op)->peer);
    return 0;
}

static void
door_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    door_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
door_close(PyObject *op, PyObject *unused)
{
    door_clear(op);
    Py_RETURN_NONE;
}

static PyObject *
door_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    PyObject *name, *peer = Py_None;
    Door *self;

    if (!PyArg_ParseTuple(args, "O|O:Door", &name, &peer)) {
        return NULL;
    }
    self = (Door *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    if (PySet_Add(open_names, name) < 0 || PyDict_SetItem(counts, name, Py_None) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    Py_INCREF(name);
    self->name = name;
    Py_INCREF(peer);
    self->peer = peer;
    return (PyObject *)self;
}

static PyMethodDef door_methods[] = {
    {"close", door_close, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Door_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "dying_removal.Door",
    .tp_basicsize = sizeof(Door),
    .tp_dealloc = door_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = door_traverse,
    .tp_clear = door_clear,
    .tp_methods = door_methods,
    .tp_new = door_new,
};

static PyObject *
still_open(PyObject *module, PyObject *unused)
{
    return Py_BuildValue("nn", PySet_Size(open_names), PyDict_Size(counts));
}

static PyMethodDef functions[] = {
    {"still_open", still_open, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef dying_removal_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "dying_removal",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC
PyInit_dying_removal(void)
{
    PyObject *module;

    if (PyType_Ready(&Door_Type) < 0) {
        return NULL;
    }
    open_names = PySet_New(NULL);
    counts = PyDict_New();
    if (open_names == NULL || counts == NULL) {
        return NULL;
    }
    module = PyModule_Create(&dying_removal_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Door_Type);
    if (PyModule_AddObject(module, "Door", (PyObject *)&Door_Type) < 0) {
        Py_DECREF(&Door_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
