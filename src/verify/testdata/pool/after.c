/* Memory by hand: a free list, linked nodes that end in a row, a buffer of its own, a counter made once. */
#include <Python.h>
#include <stddef.h>
#include "compat.h"

#define MAX_FREE 16

typedef struct {
    PyObject_HEAD
    long number;
} SlipObject;

typedef struct {
    PyTypeObject *Node;
    PyTypeObject *Slip;
    PyTypeObject *Store;
    SlipObject *free_slips[MAX_FREE];
    int free_count;
} pool_state;

static struct PyModuleDef pool_module;

static pool_state *
pool_state_of(PyTypeObject *type)
{
    PyObject *module = mt_module_by_def(type, &pool_module);
    return module == NULL ? NULL : PyModule_GetState(module);
}

/* Node: a linked list, ended without recursion */

typedef struct {
    PyObject_HEAD
    PyObject *value;
    PyObject *next;
} NodeObject;

static PyObject *
node_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *value = Py_None, *next = Py_None;
    if (!PyArg_ParseTuple(args, "|OO:Node", &value, &next)) {
        return NULL;
    }
    pool_state *st = pool_state_of(type);
    if (st == NULL) {
        return NULL;
    }
    if (next != Py_None && !PyObject_TypeCheck(next, st->Node)) {
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
    Py_VISIT(Py_TYPE(self));
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
    PyTypeObject *tp = Py_TYPE(self);
    node_clear(self);
    tp->tp_free(self);
    Py_DECREF(tp);
    Py_TRASHCAN_END
}

static PyObject *
node_length(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    pool_state *st = pool_state_of(Py_TYPE(self));
    if (st == NULL) {
        return NULL;
    }
    Py_ssize_t length = 0;
    while (self != NULL && Py_TYPE(self) == st->Node && length < 1000000) {
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

static PyType_Slot Node_slots[] = {
    {Py_tp_dealloc, node_dealloc},
    {Py_tp_doc, "A value and what follows."},
    {Py_tp_traverse, node_traverse},
    {Py_tp_clear, node_clear},
    {Py_tp_methods, node_methods},
    {Py_tp_getset, node_getset},
    {Py_tp_new, node_new},
    {0, NULL},
};

static PyType_Spec Node_spec = {
    .name = "pool.Node",
    .basicsize = sizeof(NodeObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | MT_IMMUTABLE,
    .slots = Node_slots,
};

/* Slip: a number, made so often that dead ones are kept for reuse */

/* A parked slip keeps its reference to the type: it is reused without a new one. */
static PyObject *
slip_of(pool_state *st, long number)
{
    SlipObject *self;
    if (st->free_count > 0) {
        self = st->free_slips[--st->free_count];
        _Py_NewReference((PyObject *)self);
    }
    else {
        self = PyObject_New(SlipObject, st->Slip);
    }
    if (self != NULL) {
        self->number = number;
    }
    return (PyObject *)self;
}

/* The type cannot be derived from, so it is the one that was made in the module. */
static pool_state *
slip_state(PyObject *self)
{
    PyObject *module = ((PyHeapTypeObject *)Py_TYPE(self))->ht_module;
    return module == NULL ? NULL : PyModule_GetState(module);
}

static void
slip_dealloc(PyObject *self)
{
    pool_state *st = slip_state(self);
    if (st != NULL && st->Slip != NULL && st->free_count < MAX_FREE) {
        st->free_slips[st->free_count++] = (SlipObject *)self;
        return;
    }
    PyTypeObject *tp = Py_TYPE(self);
    PyObject_Free(self);
    Py_DECREF(tp);
}

static void
slips_drain(pool_state *st)
{
    while (st->free_count > 0) {
        PyObject *slip = (PyObject *)st->free_slips[--st->free_count];
        PyTypeObject *tp = Py_TYPE(slip);
        PyObject_Free(slip);
        Py_DECREF(tp);
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
    return slip_of(slip_state(self), -((SlipObject *)self)->number);
}

static PyType_Slot Slip_slots[] = {
    {Py_tp_dealloc, slip_dealloc},
    {Py_nb_int, slip_int},
    {Py_nb_negative, slip_negative},
    {0, NULL},
};

static PyType_Spec Slip_spec = {
    .name = "pool.Slip",
    .basicsize = sizeof(SlipObject),
    .flags = Py_TPFLAGS_DEFAULT | MT_IMMUTABLE | MT_DISALLOW,
    .slots = Slip_slots,
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
    PyTypeObject *tp = Py_TYPE(self);
    PyMem_Free(((StoreObject *)self)->bytes);
    tp->tp_free(self);
    Py_DECREF(tp);
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

static PyType_Slot Store_slots[] = {
    {Py_tp_dealloc, store_dealloc},
    {Py_tp_methods, store_methods},
    {Py_tp_init, store_init},
    {Py_tp_new, store_new},
    {0, NULL},
};

static PyType_Spec Store_spec = {
    .name = "pool.Store",
    .basicsize = sizeof(StoreObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | MT_IMMUTABLE,
    .slots = Store_slots,
};

static PyObject *
pool_slip(PyObject *module, PyObject *arg)
{
    long number = PyLong_AsLong(arg);
    if (number == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return slip_of(PyModule_GetState(module), number);
}

static PyObject *
pool_free_slips(PyObject *module, PyObject *Py_UNUSED(ignored))
{
    pool_state *st = PyModule_GetState(module);
    return PyLong_FromLong(st->free_count);
}

static PyMethodDef pool_functions[] = {
    {"slip", pool_slip, METH_O, "Makes a slip."},
    {"free_slips", pool_free_slips, METH_NOARGS, "How many wait for reuse."},
    {NULL, NULL, 0, NULL}
};

static int
pool_add(PyObject *module, const char *name, PyTypeObject *type)
{
    Py_INCREF(type);
    if (PyModule_AddObject(module, name, (PyObject *)type) < 0) {
        Py_DECREF(type);
        return -1;
    }
    return 0;
}

static int
pool_exec(PyObject *module)
{
    pool_state *st = PyModule_GetState(module);
    st->Node = mt_make_type(module, &Node_spec, NULL);
    if (st->Node == NULL) {
        return -1;
    }
    st->Slip = mt_make_type(module, &Slip_spec, NULL);
    if (st->Slip == NULL) {
        return -1;
    }
    mt_disallow(st->Slip);
    st->Store = mt_make_type(module, &Store_spec, NULL);
    if (st->Store == NULL) {
        return -1;
    }
    if (pool_add(module, "Node", st->Node) < 0 || pool_add(module, "Store", st->Store) < 0) {
        return -1;
    }
    return PyModule_AddIntConstant(module, "MAX_FREE", MAX_FREE);
}

static int
pool_traverse(PyObject *module, visitproc visit, void *arg)
{
    pool_state *st = PyModule_GetState(module);
    Py_VISIT(st->Node);
    Py_VISIT(st->Slip);
    /* A parked slip still owns a reference to its type. */
    for (int i = 0; i < st->free_count; i++) {
        Py_VISIT(Py_TYPE(st->free_slips[i]));
    }
    Py_VISIT(st->Store);
    return 0;
}

static int
pool_clear(PyObject *module)
{
    pool_state *st = PyModule_GetState(module);
    Py_CLEAR(st->Node);
    Py_CLEAR(st->Slip);
    slips_drain(st);
    Py_CLEAR(st->Store);
    return 0;
}

static void
pool_free(void *module)
{
    pool_clear((PyObject *)module);
}

static PyModuleDef_Slot pool_slots[] = {
    {Py_mod_exec, pool_exec},
    {0, NULL},
};

static struct PyModuleDef pool_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "pool",
    .m_size = sizeof(pool_state),
    .m_methods = pool_functions,
    .m_slots = pool_slots,
    .m_traverse = pool_traverse,
    .m_clear = pool_clear,
    .m_free = pool_free,
};

PyMODINIT_FUNC
PyInit_pool(void)
{
    return PyModuleDef_Init(&pool_module);
}
