/* Memory by hand: a free list, linked nodes that end in a row, a buffer of its own, a counter made once. */
#include <Python.h>
#include <stddef.h>

/* Node: a linked list, ended without recursion */

typedef struct {
    PyObject_HEAD
    PyObject *value;
    PyObject *next;
} NodeObject;

static PyTypeObject Node_Type;

static PyObject *
node_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *value = Py_None, *next = Py_None;
    if (!PyArg_ParseTuple(args, "|OO:Node", &value, &next)) {
        return NULL;
    }
    if (next != Py_None && !PyObject_TypeCheck(next, &Node_Type)) {
        PyErr_SetString(PyExc_TypeError, "next must be a Node or None");
        return NULL;
    }
    NodeObject *self = (NodeObject *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(value);
        self->value = value;
        Py_INCREF(next);
        self->next = next;
    }
    return (PyObject *)self;
}

static int
node_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((NodeObject *)self)->value);
    Py_VISIT(((NodeObject *)self)->next);
    return 0;
}

static int
node_clear(PyObject *self)
{
    Py_CLEAR(((NodeObject *)self)->value);
    Py_CLEAR(((NodeObject *)self)->next);
    return 0;
}

static void
node_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_TRASHCAN_BEGIN(self, node_dealloc)
    node_clear(self);
    Py_TYPE(self)->tp_free(self);
    Py_TRASHCAN_END
}

static PyObject *
node_length(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    Py_ssize_t length = 0;
    while (self != NULL && Py_TYPE(self) == &Node_Type && length < 1000000) {
        length++;
        self = ((NodeObject *)self)->next;
    }
    return PyLong_FromSsize_t(length);
}

static PyObject *
node_get_value(PyObject *self, void *Py_UNUSED(closure))
{
    PyObject *value = ((NodeObject *)self)->value;
    if (value == NULL) {
        value = Py_None;
    }
    Py_INCREF(value);
    return value;
}

static int
node_set_value(PyObject *self, PyObject *value, void *Py_UNUSED(closure))
{
    if (value == NULL) {
        PyErr_SetString(PyExc_AttributeError, "a node has a value");
        return -1;
    }
    Py_INCREF(value);
    Py_XSETREF(((NodeObject *)self)->value, value);
    return 0;
}

static PyMethodDef node_methods[] = {
    {"length", node_length, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyGetSetDef node_getset[] = {
    {"value", node_get_value, node_set_value, "the value", NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pool.Node",
    .tp_basicsize = sizeof(NodeObject),
    .tp_dealloc = node_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "A value and what follows.",
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
    .tp_methods = node_methods,
    .tp_getset = node_getset,
    .tp_new = node_new,
};

/* Slip: a number, made so often that dead ones are kept for reuse */

typedef struct {
    PyObject_HEAD
    long number;
} SlipObject;

static PyTypeObject Slip_Type;

#define MAX_FREE 16
static SlipObject *free_slips[MAX_FREE];
static int free_count;

static PyObject *
slip_of(long number)
{
    SlipObject *self;
    if (free_count > 0) {
        self = free_slips[--free_count];
        (void)PyObject_Init((PyObject *)self, &Slip_Type);
    }
    else {
        self = PyObject_New(SlipObject, &Slip_Type);
    }
    if (self != NULL) {
        self->number = number;
    }
    return (PyObject *)self;
}

static void
slip_dealloc(PyObject *self)
{
    if (free_count < MAX_FREE) {
        free_slips[free_count++] = (SlipObject *)self;
    }
    else {
        PyObject_Free(self);
    }
}

static PyObject *
slip_int(PyObject *self)
{
    return PyLong_FromLong(((SlipObject *)self)->number);
}

static PyObject *
slip_negative(PyObject *self)
{
    return slip_of(-((SlipObject *)self)->number);
}

static PyNumberMethods slip_as_number = {
    .nb_int = slip_int,
    .nb_negative = slip_negative,
};

static PyTypeObject Slip_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pool.Slip",
    .tp_basicsize = sizeof(SlipObject),
    .tp_dealloc = slip_dealloc,
    .tp_as_number = &slip_as_number,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

/* Store: memory of its own */

typedef struct {
    PyObject_HEAD
    char *bytes;
    Py_ssize_t size;
} StoreObject;

static PyObject *
store_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwds))
{
    return type->tp_alloc(type, 0);
}

static int
store_init(PyObject *self, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    Py_ssize_t size = 8;
    if (!PyArg_ParseTuple(args, "|n:Store", &size)) {
        return -1;
    }
    if (size < 1 || size > 4096) {
        PyErr_SetString(PyExc_ValueError, "1 to 4096 bytes");
        return -1;
    }
    StoreObject *store = (StoreObject *)self;
    PyMem_Free(store->bytes);
    store->bytes = PyMem_Calloc(1, size);
    store->size = store->bytes == NULL ? 0 : size;
    if (store->bytes == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

static void
store_dealloc(PyObject *self)
{
    PyMem_Free(((StoreObject *)self)->bytes);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *
store_content(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    return PyBytes_FromStringAndSize(((StoreObject *)self)->bytes, ((StoreObject *)self)->size);
}

static PyMethodDef store_methods[] = {
    {"content", store_content, METH_NOARGS, "What is in it."},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Store_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pool.Store",
    .tp_basicsize = sizeof(StoreObject),
    .tp_dealloc = store_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = store_methods,
    .tp_init = store_init,
    .tp_new = store_new,
};

static PyObject *
pool_slip(PyObject *Py_UNUSED(module), PyObject *arg)
{
    long number = PyLong_AsLong(arg);
    if (number == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return slip_of(number);
}

static PyObject *
pool_free_slips(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromLong(free_count);
}

static PyMethodDef pool_functions[] = {
    {"slip", pool_slip, METH_O, "Makes a slip."},
    {"free_slips", pool_free_slips, METH_NOARGS, "How many wait for reuse."},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef pool_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "pool",
    .m_size = -1,
    .m_methods = pool_functions,
};

PyMODINIT_FUNC
PyInit_pool(void)
{
    if (PyType_Ready(&Node_Type) < 0 || PyType_Ready(&Slip_Type) < 0 || PyType_Ready(&Store_Type) < 0) {
        return NULL;
    }
    PyObject *module = PyModule_Create(&pool_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Node_Type);
    PyModule_AddObject(module, "Node", (PyObject *)&Node_Type);
    Py_INCREF(&Store_Type);
    PyModule_AddObject(module, "Store", (PyObject *)&Store_Type);
    PyModule_AddIntConstant(module, "MAX_FREE", MAX_FREE);
    return module;
}
