// A field is without a valid value while the next one is made: the collector must not meet it.
// ids: GC-4 T-CLEAR-2 A-CLEAR
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *items;
    PyObject *last;
} Basket;

static PyObject *
basket_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwds))
{
    Basket *self = (Basket *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->items = PyList_New(0);
    Py_INCREF(Py_None);
    self->last = Py_None;
    if (self->items == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static void
basket_dealloc(PyObject *op)
{
    Basket *self = (Basket *)op;
    Py_XDECREF(self->items);
    Py_XDECREF(self->last);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
basket_empty(Basket *self, PyObject *Py_UNUSED(ignored))
{
    Py_XDECREF(self->items);
    self->items = PyList_New(0);
    if (self->items == NULL) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *
basket_put(Basket *self, PyObject *item)
{
    /* Nothing runs between these two. */
    Py_INCREF(Py_True);
    Py_DECREF(self->last);
    self->last = Py_True;
    if (self->items == NULL || PyList_Append(self->items, item) < 0) {
        return NULL;
    }
    return PyLong_FromSsize_t(PyList_GET_SIZE(self->items));
}

static PyMethodDef basket_methods[] = {
    {"empty", (PyCFunction)basket_empty, METH_NOARGS, NULL},
    {"put", (PyCFunction)basket_put, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Basket_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "refilled.Basket",
    .tp_basicsize = sizeof(Basket),
    .tp_dealloc = basket_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = basket_methods,
    .tp_new = basket_new,
};

static struct PyModuleDef refilled_module = {
    PyModuleDef_HEAD_INIT, "refilled", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_refilled(void)
{
    PyObject *module;

    if (PyType_Ready(&Basket_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&refilled_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Basket_Type);
    if (PyModule_AddObject(module, "Basket", (PyObject *)&Basket_Type) < 0) {
        Py_DECREF(&Basket_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
