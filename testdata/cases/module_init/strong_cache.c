// Instances are kept in nodes that no rule moves: one copy of the module would be given those of another's type.
// ids: MOD-5
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *key;
} Zone;

typedef struct Node {
    struct Node *next;
    PyObject *zone;
} Node;

static Node *strong_cache = NULL;

static void
zone_dealloc(PyObject *op)
{
    Py_XDECREF(((Zone *)op)->key);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Zone_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "strong_cache.Zone",
    .tp_basicsize = sizeof(Zone),
    .tp_dealloc = zone_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static int
remember(PyObject *zone)
{
    Node *node = PyMem_Malloc(sizeof(Node));
    if (node == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    Py_INCREF(zone);
    node->zone = zone;
    node->next = strong_cache;
    strong_cache = node;  // want module-init MOD-5
    return 0;
}

static PyObject *
find(PyObject *Py_UNUSED(module), PyObject *key)
{
    Zone *zone;

    for (Node *node = strong_cache; node != NULL; node = node->next) {
        if (((Zone *)node->zone)->key == key) {
            Py_INCREF(node->zone);
            return node->zone;
        }
    }
    if (!PyUnicode_CheckExact(key)) {
        PyErr_SetString(PyExc_TypeError, "a name is wanted");
        return NULL;
    }
    zone = PyObject_New(Zone, &Zone_Type);
    if (zone == NULL) {
        return NULL;
    }
    Py_INCREF(key);
    zone->key = key;
    if (remember((PyObject *)zone) < 0) {
        Py_DECREF(zone);
        return NULL;
    }
    return (PyObject *)zone;
}

static PyMethodDef strong_cache_methods[] = {
    {"find", find, METH_O, PyDoc_STR("The zone of a name.")},
    {NULL, NULL, 0, NULL}
};

static int
strong_cache_exec(PyObject *module)
{
    if (PyType_Ready(&Zone_Type) < 0) {
        return -1;
    }
    Py_INCREF(&Zone_Type);
    if (PyModule_AddObject(module, "Zone", (PyObject *)&Zone_Type) < 0) {
        Py_DECREF(&Zone_Type);
        return -1;
    }
    return 0;
}

static PyModuleDef_Slot strong_cache_slots[] = {
    {Py_mod_exec, strong_cache_exec},
    {0, NULL}
};

static struct PyModuleDef strong_cache_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "strong_cache",
    .m_size = 0,
    .m_methods = strong_cache_methods,
    .m_slots = strong_cache_slots,
};

PyMODINIT_FUNC
PyInit_strong_cache(void)
{
    return PyModuleDef_Init(&strong_cache_module);
}
