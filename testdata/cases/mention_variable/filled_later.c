// What a module fills when it is first needed: functions under a flag, an instance of its own, an array of numbers.
// ids: MOD-5 MOD-11 MOD-13
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Coin;

static PyTypeObject Coin_Type;

/* Set by load_math. */
static PyObject *math_sqrt, *math_floor;
static int math_is_loaded = 0;

// One coin without value is enough.
static Coin *no_coin = NULL;

static PyObject *small_names[4] = {NULL}; /* of the first values */

static int
load_math(void)
{
    PyObject *math;

    if (math_is_loaded)
        return 0;
    math = PyImport_ImportModule("math");
    if (math == NULL)
        return -1;
    math_sqrt = PyObject_GetAttrString(math, "sqrt");
    math_floor = PyObject_GetAttrString(math, "floor");
    Py_DECREF(math);
    if (math_sqrt == NULL || math_floor == NULL)
        return -1;
    math_is_loaded = 1;
    return 0;
}

static PyObject *
coin_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"value", NULL};
    long value = 0;
    Coin *self;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|l:Coin", names, &value))
        return NULL;
    if (value == 0 && type == &Coin_Type && no_coin != NULL) {
        Py_INCREF(no_coin);
        return (PyObject *)no_coin;
    }
    self = (Coin *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->value = value;
    if (value == 0 && type == &Coin_Type) {
        no_coin = self;
        Py_INCREF(no_coin);
    }
    return (PyObject *)self;
}

static PyObject *
coin_root(Coin *self, PyObject *Py_UNUSED(ignored))
{
    if (load_math() < 0)
        return NULL;
    return PyObject_CallFunction(math_sqrt, "l", self->value);
}

static PyObject *
coin_repr(Coin *self)
{
    PyObject *name;

    if (self->value < 0 || self->value >= 4)
        return PyUnicode_FromFormat("Coin(%ld)", self->value);
    name = small_names[self->value];
    if (name == NULL) {
        name = PyUnicode_FromFormat("Coin(%ld)", self->value);
        if (name == NULL)
            return NULL;
        small_names[self->value] = name;
    }
    Py_INCREF(name);
    return name;
}

static PyMethodDef coin_methods[] = {
    {"root", (PyCFunction)coin_root, METH_NOARGS, PyDoc_STR("Its square root.")},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Coin_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "filled_later.Coin",
    .tp_basicsize = sizeof(Coin),
    .tp_repr = (reprfunc)coin_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = coin_methods,
    .tp_new = coin_new,
};

static struct PyModuleDef filled_later_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "filled_later",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_filled_later(void)
{
    PyObject *module = PyModule_Create(&filled_later_module);

    if (module == NULL)
        return NULL;
    if (PyType_Ready(&Coin_Type) < 0)
        goto fail;
    Py_INCREF(&Coin_Type);
    if (PyModule_AddObject(module, "Coin", (PyObject *)&Coin_Type) < 0) {
        Py_DECREF(&Coin_Type);
        goto fail;
    }
    return module;
fail:
    Py_DECREF(module);
    return NULL;
}
