// What stays for all copies of the module leads to no instance: a pool of raw memory, and a table of numbers.
// ids: MOD-5
#include <Python.h>

#define ITEMS 4
#define SPARE 8
#define NUMBERS 16

typedef struct {
    Py_ssize_t used;
    PyObject *items[ITEMS];
} Block;

static Block *spare[SPARE];
static int spare_count = 0;

typedef struct {
    long value;
    PyObject *number;
} Known;

static Known known[NUMBERS];

static Block *
block_new(void)
{
    Block *block;

    if (spare_count) {
        spare_count--;
        return spare[spare_count];
    }
    block = PyMem_Malloc(sizeof(Block));
    if (block != NULL) {
        return block;
    }
    PyErr_NoMemory();
    return NULL;
}

static void
block_free(Block *block)
{
    if (spare_count < SPARE) {
        spare[spare_count++] = block;
    }
    else {
        PyMem_Free(block);
    }
}

static PyObject *
number_of(long value)
{
    PyObject *number = known[value % NUMBERS].number;

    if (number == NULL || known[value % NUMBERS].value != value) {
        number = PyFloat_FromDouble((double)value);
        if (number == NULL) {
            return NULL;
        }
        Py_XDECREF(known[value % NUMBERS].number);
        known[value % NUMBERS].value = value;
        known[value % NUMBERS].number = number;
    }
    Py_INCREF(number);
    return number;
}

typedef struct {
    PyObject_HEAD
    Block *block;
} Stack;

static int
stack_traverse(PyObject *op, visitproc visit, void *arg)
{
    Stack *self = (Stack *)op;

    for (Py_ssize_t i = 0; self->block != NULL && i < self->block->used; i++) {
        Py_VISIT(self->block->items[i]);
    }
    return 0;
}

static void
stack_dealloc(PyObject *op)
{
    Stack *self = (Stack *)op;

    PyObject_GC_UnTrack(op);
    if (self->block != NULL) {
        while (self->block->used > 0) {
            Py_DECREF(self->block->items[--self->block->used]);
        }
        block_free(self->block);
    }
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
stack_push(PyObject *op, PyObject *arg)
{
    Stack *self = (Stack *)op;
    long value = PyLong_AsLong(arg);
    PyObject *number;

    if (value < 0) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_ValueError, "a number is not below zero");
        }
        return NULL;
    }
    if (self->block == NULL) {
        self->block = block_new();
        if (self->block == NULL) {
            return NULL;
        }
        self->block->used = 0;
    }
    if (self->block->used == ITEMS) {
        PyErr_SetString(PyExc_OverflowError, "the stack is full");
        return NULL;
    }
    number = number_of(value);
    if (number == NULL) {
        return NULL;
    }
    self->block->items[self->block->used++] = number;
    return PyLong_FromSsize_t(self->block->used);
}

static PyMethodDef stack_methods[] = {
    {"push", stack_push, METH_O, PyDoc_STR("Add a number.")},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Stack_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "raw_pool.Stack",
    .tp_basicsize = sizeof(Stack),
    .tp_dealloc = stack_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = stack_traverse,
    .tp_methods = stack_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef raw_pool_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "raw_pool",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_raw_pool(void)
{
    PyObject *module;

    if (PyType_Ready(&Stack_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&raw_pool_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Stack_Type);
    if (PyModule_AddObject(module, "Stack", (PyObject *)&Stack_Type) < 0) {
        Py_DECREF(&Stack_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
