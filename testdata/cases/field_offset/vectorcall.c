// Instances that are called by vectorcall.
// ids: T-VEC-1 FL-VEC-1 FL-VEC-2
// since: 3.9
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    vectorcallfunc call;
    long step;
} Adder;

static PyObject *
adder_vectorcall(PyObject *op, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    long value;

    if (PyVectorcall_NARGS(nargsf) != 1 || (kwnames != NULL && PyTuple_GET_SIZE(kwnames) != 0)) {
        PyErr_SetString(PyExc_TypeError, "one argument wanted");
        return NULL;
    }
    value = PyLong_AsLong(args[0]);
    if (value == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return PyLong_FromLong(value + ((Adder *)op)->step);
}

static PyObject *
adder_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    long step = 1;
    Adder *self;

    if (!PyArg_ParseTuple(args, "|l:Adder", &step)) {
        return NULL;
    }
    self = (Adder *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->call = adder_vectorcall;
        self->step = step;
    }
    return (PyObject *)self;
}

static PyTypeObject Adder_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "vectorcall.Adder",
    .tp_basicsize = sizeof(Adder),
    .tp_vectorcall_offset = offsetof(Adder, call),
    .tp_call = PyVectorcall_Call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_new = adder_new,
};

typedef struct {
    Adder adder;
    long unused;
} Named;

static PyTypeObject Named_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "vectorcall.Named",
    .tp_basicsize = sizeof(Named),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_base = &Adder_Type,
};

static struct PyModuleDef vectorcall_module = {
    PyModuleDef_HEAD_INIT, "vectorcall", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_vectorcall(void)
{
    PyObject *module;

    if (PyType_Ready(&Adder_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Named_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&vectorcall_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Adder_Type);
    if (PyModule_AddObject(module, "Adder", (PyObject *)&Adder_Type) < 0) {
        Py_DECREF(&Adder_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Named_Type);
    if (PyModule_AddObject(module, "Named", (PyObject *)&Named_Type) < 0) {
        Py_DECREF(&Named_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
