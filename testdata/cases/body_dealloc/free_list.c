// A free list in an array: it moves into the state, and parked objects own no reference to their type.
// ids: T-DEALLOC-13
// target: 3.10
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Slip;

static PyTypeObject Slip_Type;
static Slip *parked[4];
static int parked_count;

static PyObject *
slip(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    Slip *self;

    if (parked_count > 0) {
        self = parked[--parked_count];
        _Py_NewReference((PyObject *)self);
    }
    else {
        self = PyObject_New(Slip, &Slip_Type);
        if (self == NULL) {
            return NULL;
        }
    }
    self->value = 1;
    return (PyObject *)self;
}

static void
slip_dealloc(PyObject *op)
{
    if (parked_count < 4) {
        parked[parked_count++] = (Slip *)op;
        return;
    }
    PyObject_Del(op);
}

static PyTypeObject Slip_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "free_list.Slip",
    .tp_basicsize = sizeof(Slip),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = slip_dealloc,
};

static PyObject *
count(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromLong(parked_count);
}

static PyMethodDef module_methods[] = {
    {"count", count, METH_NOARGS, NULL},
    {"slip", slip, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef free_list_module = {
    PyModuleDef_HEAD_INIT, "free_list", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_free_list(void)
{
    PyObject *module;

    if (PyType_Ready(&Slip_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&free_list_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Slip_Type);
    if (PyModule_AddObject(module, "Slip", (PyObject *)&Slip_Type) < 0) {
        Py_DECREF(&Slip_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
