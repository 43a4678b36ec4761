// A type that would become collected, whose objects are handed on at once: where they are complete is not found.
// ids: AL-2
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Egg;

static PyTypeObject Egg_Type;

static PyObject *
fill(Egg *egg, PyObject *held)
{
    if (egg != NULL) {
        Py_INCREF(held);
        egg->held = held;
    }
    return (PyObject *)egg;
}

static PyObject *
egg_make(PyObject *Py_UNUSED(module), PyObject *held)
{
    return fill(PyObject_New(Egg, &Egg_Type), held);  // want mention-allocate AL-2
}

static PyMethodDef complete_nowhere_methods[] = {
    {"make", egg_make, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static void
egg_dealloc(PyObject *op)
{
    Py_XDECREF(((Egg *)op)->held);
    PyObject_Free(op);
}

static PyTypeObject Egg_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "complete_nowhere.Egg",
    .tp_basicsize = sizeof(Egg),
    .tp_dealloc = egg_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static struct PyModuleDef complete_nowhere_module = {
    PyModuleDef_HEAD_INIT, "complete_nowhere", NULL, -1, complete_nowhere_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_complete_nowhere(void)
{
    PyObject *module;

    if (PyType_Ready(&Egg_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&complete_nowhere_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Egg_Type);
    if (PyModule_AddObject(module, "Egg", (PyObject *)&Egg_Type) < 0) {
        Py_DECREF(&Egg_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
