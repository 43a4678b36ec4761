// Objects made by PyObject_New become collected: they are tracked when their fields are set.
// ids: AL-2 AL-5 GC-4 D-GC
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Cup;

static PyTypeObject Cup_Type;

static PyObject *
cup_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *held = Py_None;
    Cup *self;

    if (!PyArg_ParseTuple(args, "|O:Cup", &held)) {
        return NULL;
    }
    self = (Cup *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(held);
        self->held = held;
    }
    return (PyObject *)self;
}

static void
cup_dealloc(PyObject *op)
{
    Py_XDECREF(((Cup *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Cup_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "made_by_function.Cup",
    .tp_basicsize = sizeof(Cup),
    .tp_dealloc = cup_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = cup_new,
};

static PyObject *
fill(PyObject *Py_UNUSED(module), PyObject *held)
{
    Cup *cup = PyObject_New(Cup, &Cup_Type);
    if (cup == NULL) {
        return NULL;
    }
    Py_INCREF(held);
    cup->held = held;
    return (PyObject *)cup;
}

static PyMethodDef module_methods[] = {
    {"fill", fill, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef made_by_function_module = {
    PyModuleDef_HEAD_INIT, "made_by_function", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_made_by_function(void)
{
    PyObject *module;

    if (PyType_Ready(&Cup_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&made_by_function_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Cup_Type);
    if (PyModule_AddObject(module, "Cup", (PyObject *)&Cup_Type) < 0) {
        Py_DECREF(&Cup_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
