// Types in structs that capsules hand out, and that all interpreters are to share: filled at compile time, by position and
// by name, with a pointer beside the struct that a dealloc follows; filled at run time; and a type that is all that a
// capsule holds. The last type is in no capsule, and goes the way of its module.
// ids: X-3 A-CAPSULE MOD-7
// types: Node_Type.capsule = shared
// types: Leaf_Type.capsule = shared
// types: Root_Type.capsule = shared
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long size;
} Node;

typedef void (*goodbye)(Node *);

typedef struct {
    int version;
    goodbye gone;
    PyTypeObject *node;
    PyObject *leaf;
    int (*measure)(Node *);
} NodeAPI;

static NodeAPI *node_api;
static long nodes_gone;

static int
measure(Node *self)
{
    return (int)self->size;
}

static void
count_gone(Node *self)
{
    nodes_gone += self->size;
}

static PyObject *
node_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    Node *self = (Node *)type->tp_alloc(type, 0);

    if (self != NULL) {
        self->size = 3;
    }
    return (PyObject *)self;
}

static void
node_dealloc(Node *self)
{
    node_api->gone(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "shared.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = (destructor)node_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = node_new,
};

static PyTypeObject Leaf_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "shared.Leaf",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = node_new,
};

static PyTypeObject Root_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "shared.Root",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = node_new,
};

static PyTypeObject Moss_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "shared.Moss",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = node_new,
};

/* What others are handed. */
static NodeAPI true_api = {
    2,
    count_gone,
    &Node_Type,     /* node */
    .leaf = (PyObject *)&Leaf_Type,
    .measure = measure
};

static NodeAPI late_api;

static PyObject *
from_capsule(PyObject *module, PyObject *args)
{
    PyObject *capsule, *node, *leaf, *result;
    const char *name;
    NodeAPI *api;

    if (!PyArg_ParseTuple(args, "Os", &capsule, &name)) {
        return NULL;
    }
    api = PyCapsule_GetPointer(capsule, name);
    if (api == NULL) {
        return NULL;
    }
    node = PyObject_CallObject((PyObject *)api->node, NULL);
    leaf = api->leaf == NULL ? PyLong_FromLong(0) : PyObject_CallObject(api->leaf, NULL);
    if (node == NULL || leaf == NULL) {
        Py_XDECREF(node);
        Py_XDECREF(leaf);
        return NULL;
    }
    result = Py_BuildValue("NNii", node, leaf, api->version, true_api.measure((Node *)node));
    return result;
}

static PyObject *
root_of(PyObject *module, PyObject *capsule)
{
    return PyObject_CallObject(PyCapsule_GetPointer(capsule, "shared.root"), NULL);
}

static PyObject *
gone(PyObject *module, PyObject *args)
{
    return PyLong_FromLong(nodes_gone);
}

static PyMethodDef shared_methods[] = {
    {"from_capsule", from_capsule, METH_VARARGS, NULL},
    {"root_of", root_of, METH_O, NULL},
    {"gone", gone, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef shared_module = {
    PyModuleDef_HEAD_INIT, "shared", NULL, -1, shared_methods, NULL, NULL, NULL, NULL
};

static int
add(PyObject *module, const char *name, PyObject *op)
{
    if (op == NULL) {
        return -1;
    }
    if (PyModule_AddObject(module, name, op) < 0) {
        Py_DECREF(op);
        return -1;
    }
    return 0;
}

static int
add_late(PyObject *module)
{
    late_api.node = &Node_Type;
    late_api.version = 3;
    return add(module, "late_api", PyCapsule_New(&late_api, "shared.late_api", NULL));
}

PyMODINIT_FUNC
PyInit_shared(void)
{
    PyObject *module;

    if (PyType_Ready(&Node_Type) < 0 || PyType_Ready(&Leaf_Type) < 0 || PyType_Ready(&Root_Type) < 0
        || PyType_Ready(&Moss_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&shared_module);
    if (module == NULL) {
        return NULL;
    }
    node_api = &true_api;
    Py_INCREF(&Node_Type);
    Py_INCREF(&Moss_Type);
    if (add(module, "Node", (PyObject *)&Node_Type) < 0 || add(module, "Moss", (PyObject *)&Moss_Type) < 0
        || add(module, "api", PyCapsule_New(node_api, "shared.api", NULL)) < 0 || add_late(module) < 0
        || add(module, "root", PyCapsule_New(&Root_Type, "shared.root", NULL)) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
