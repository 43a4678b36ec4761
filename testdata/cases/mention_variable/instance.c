// The module keeps an instance of its own type in a static variable of the struct's type, and gives it back in m_free.
// ids: MOD-5 MOD-6 AL-3
#include <Python.h>

static PyTypeObject Unit_Type;

typedef struct {
    PyObject_HEAD
    long factor;
    PyObject *name;
} Unit;

static Unit *base_unit = NULL;

static int
unit_traverse(Unit *self, visitproc visit, void *arg)
{
    Py_VISIT(self->name);
    return 0;
}

static void
unit_dealloc(Unit *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->name);
    PyObject_GC_Del(self);
}

static PyObject *
unit_repr(Unit *self)
{
    return PyUnicode_FromFormat("%ld %U", self->factor, self->name);
}

static Unit *
unit_make(long factor, const char *name)
{
    Unit *self = PyObject_GC_New(Unit, &Unit_Type);
    if (self == NULL) {
        return NULL;
    }
    self->factor = factor;
    self->name = PyUnicode_FromString(name);
    PyObject_GC_Track(self);
    return self;
}

static PyTypeObject Unit_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "instance.Unit",
    .tp_basicsize = sizeof(Unit),
    .tp_dealloc = (destructor)unit_dealloc,
    .tp_repr = (reprfunc)unit_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)unit_traverse,
};

/* times(factor): the base unit itself for one */
static PyObject *
times(PyObject *module, PyObject *arg)
{
    long factor = PyLong_AsLong(arg);
    if (factor == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (factor == base_unit->factor) {
        Py_INCREF(base_unit);
        return (PyObject *)base_unit;
    }
    return (PyObject *)unit_make(factor, "m");
}

static void
module_free(void *module)
{
    Py_CLEAR(base_unit);
}

static PyMethodDef methods[] = {
    {"times", times, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "instance", NULL, -1, methods, NULL, NULL, NULL, module_free
};

PyMODINIT_FUNC
PyInit_instance(void)
{
    if (PyType_Ready(&Unit_Type) < 0) {
        return NULL;
    }
    base_unit = unit_make(1, "m");
    if (base_unit == NULL) {
        return NULL;
    }
    return PyModule_Create(&module_def);
}
