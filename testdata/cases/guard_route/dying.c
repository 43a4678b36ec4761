// What runs when the state may be gone: an assertion there goes, anything else that needs the state keeps the type static.
// ids: T-DEALLOC-11
#include <Python.h>
#include <assert.h>

#define Told_Check(op) PyObject_TypeCheck(op, &Told_Type)

typedef struct {
    PyObject_HEAD
    PyObject *text;
} Told;

typedef struct {
    PyObject_HEAD
    PyObject *text;
} Kept;

static PyTypeObject Told_Type, Kept_Type;
static long kept;

static PyObject *
told_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    PyObject *text;
    Told *self;
    if (!PyArg_ParseTuple(args, "O", &text)) {
        return NULL;
    }
    self = (Told *)type->tp_alloc(type, 0);
    if (self != NULL) {
        assert(Told_Check((PyObject *)self));
        Py_INCREF(text);
        self->text = text;
    }
    return (PyObject *)self;
}

static int
told_traverse(PyObject *op, visitproc visit, void *arg)
{
    assert(Told_Check(op));
    Py_VISIT(((Told *)op)->text);
    return 0;
}

static int
told_clear(PyObject *op)
{
    Told *self = (Told *)op;
    assert(PyObject_TypeCheck(op, &Told_Type));
    Py_CLEAR(self->text);
    return 0;
}

static void
told_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    told_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
told_repr(PyObject *op)
{
    return PyUnicode_FromFormat("told %R", ((Told *)op)->text);
}

static PyTypeObject Told_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "dying.Told",
    .tp_basicsize = sizeof(Told),
    .tp_dealloc = told_dealloc,
    .tp_repr = told_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = told_traverse,
    .tp_clear = told_clear,
    .tp_new = told_new,
};

static void
kept_dealloc(PyObject *op) // want guard-route T-DEALLOC-11
{
    if (PyObject_TypeCheck(op, &Kept_Type)) {
        kept--;
    }
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Kept_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "dying.Kept",
    .tp_basicsize = sizeof(Kept),
    .tp_dealloc = kept_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef dying_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "dying",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_dying(void)
{
    PyObject *module;
    if (PyType_Ready(&Told_Type) < 0 || PyType_Ready(&Kept_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&dying_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Told_Type);
    if (PyModule_AddObject(module, "Told", (PyObject *)&Told_Type) < 0) {
        Py_DECREF(&Told_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
