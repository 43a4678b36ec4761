// Objects of a collected type, made without the head of the collector.
// ids: GC-1 AL-5
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Reed;

static PyTypeObject Reed_Type;

static PyObject *
reed_make(PyObject *Py_UNUSED(module), PyObject *held)
{
    Reed *reed = PyObject_New(Reed, &Reed_Type);  // want mention-allocate GC-1
    if (reed == NULL) {
        return NULL;
    }
    Py_INCREF(held);
    reed->held = held;
    return (PyObject *)reed;
}

static PyMethodDef wrong_head_methods[] = {
    {"make", reed_make, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static void
reed_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Reed *)op)->held);
    Py_TYPE(op)->tp_free(op);
}

static int
reed_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Reed *)op)->held);
    return 0;
}

static PyTypeObject Reed_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "wrong_head.Reed",
    .tp_basicsize = sizeof(Reed),
    .tp_dealloc = reed_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = reed_traverse,
};

static struct PyModuleDef wrong_head_module = {
    PyModuleDef_HEAD_INIT, "wrong_head", NULL, -1, wrong_head_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_wrong_head(void)
{
    PyObject *module;

    if (PyType_Ready(&Reed_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&wrong_head_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Reed_Type);
    if (PyModule_AddObject(module, "Reed", (PyObject *)&Reed_Type) < 0) {
        Py_DECREF(&Reed_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
