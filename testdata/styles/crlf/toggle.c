/* A switch, in a file with the line ends of another system. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *on_change;    /* called with the new state, or NULL */
    int on;
} Toggle;

static PyObject *Toggle_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    static char *keywords[] = {"on_change", NULL};
    PyObject *on_change = NULL;
    Toggle *self;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "|O:Toggle", keywords, &on_change))
        return NULL;
    self = (Toggle *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_XINCREF(on_change);
    self->on_change = on_change;
    return (PyObject *)self;
}

static int Toggle_traverse(Toggle *self, visitproc visit, void *arg)
{
    Py_VISIT(self->on_change);
    return 0;
}

static int Toggle_clear(Toggle *self)
{
    Py_CLEAR(self->on_change);
    return 0;
}

static void Toggle_dealloc(Toggle *self)
{
    PyObject_GC_UnTrack(self);
    Toggle_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static int Toggle_bool(Toggle *self)
{
    return self->on;
}

static PyObject *Toggle_flip(Toggle *self, PyObject *Py_UNUSED(ignored))
{
    self->on = !self->on;
    if (self->on_change == NULL)
        return PyBool_FromLong(self->on);
    return PyObject_CallFunction(self->on_change, "O", self->on ? Py_True : Py_False);
}

static PyMethodDef Toggle_methods[] = {
    {"flip", (PyCFunction)Toggle_flip, METH_NOARGS, "flip($self, /)\n\
--\n\
\n\
Turn it on or off."},
    {NULL, NULL, 0, NULL}
};

static PyNumberMethods Toggle_number = {
    .nb_bool = (inquiry)Toggle_bool,
};

static PyTypeObject Toggle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "toggle.Toggle",
    .tp_basicsize = sizeof(Toggle),
    .tp_dealloc = (destructor)Toggle_dealloc,
    .tp_as_number = &Toggle_number,
    .tp_flags = Py_TPFLAGS_DEFAULT | \
                Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Toggle(on_change=None)",
    .tp_traverse = (traverseproc)Toggle_traverse,
    .tp_clear = (inquiry)Toggle_clear,
    .tp_methods = Toggle_methods,
    .tp_new = Toggle_new,
};

static PyModuleDef toggle_module = {
    PyModuleDef_HEAD_INIT,
    "toggle",               /* m_name */
    "A switch.",            /* m_doc */
    -1,                     /* m_size */
    NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC PyInit_toggle(void)
{
    PyObject *module;

    if (PyType_Ready(&Toggle_Type) < 0)
        return NULL;
    module = PyModule_Create(&toggle_module);
    if (module == NULL)
        return NULL;
    if (PyModule_AddType(module, &Toggle_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
