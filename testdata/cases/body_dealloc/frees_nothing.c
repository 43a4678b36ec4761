// A dealloc that hands the object to a function of another library, which may free it.
// ids: T-DEALLOC-1
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Coat;

extern void hang_up(void *coat);

static void
coat_dealloc(PyObject *op)  // want body-dealloc T-DEALLOC-1
{
    hang_up(op);
}

static PyTypeObject Coat_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "frees_nothing.Coat",
    .tp_basicsize = sizeof(Coat),
    .tp_dealloc = coat_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef frees_nothing_module = {
    PyModuleDef_HEAD_INIT, "frees_nothing", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_frees_nothing(void)
{
    PyObject *module;

    if (PyType_Ready(&Coat_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&frees_nothing_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Coat_Type);
    if (PyModule_AddObject(module, "Coat", (PyObject *)&Coat_Type) < 0) {
        Py_DECREF(&Coat_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
