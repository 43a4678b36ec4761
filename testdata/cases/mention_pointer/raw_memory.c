// A type that would become collected, whose objects are made in memory without room for the head of the collector.
// ids: AL-6
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Clay;

static PyTypeObject Clay_Type;

static PyObject *
clay_make(PyObject *Py_UNUSED(module), PyObject *held)
{
    Clay *clay = PyObject_Malloc(sizeof(Clay));
    if (clay == NULL) {
        return PyErr_NoMemory();
    }
    PyObject_Init((PyObject *)clay, &Clay_Type);  // want mention-pointer AL-6
    Py_INCREF(held);
    clay->held = held;
    return (PyObject *)clay;
}

static PyMethodDef raw_memory_methods[] = {
    {"make", clay_make, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static void
clay_dealloc(PyObject *op)
{
    Py_XDECREF(((Clay *)op)->held);
    PyObject_Free(op);
}

static PyTypeObject Clay_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "raw_memory.Clay",
    .tp_basicsize = sizeof(Clay),
    .tp_dealloc = clay_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static struct PyModuleDef raw_memory_module = {
    PyModuleDef_HEAD_INIT, "raw_memory", NULL, -1, raw_memory_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_raw_memory(void)
{
    PyObject *module;

    if (PyType_Ready(&Clay_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&raw_memory_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Clay_Type);
    if (PyModule_AddObject(module, "Clay", (PyObject *)&Clay_Type) < 0) {
        Py_DECREF(&Clay_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
