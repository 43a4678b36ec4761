// A singleton that is made at compile time, whose dealloc must never run: it keeps its type static.
// ids: R-STATIC-INSTANCE AL-7 T-DEALLOC-1
#include <Python.h>

static PyObject *
nothing_repr(PyObject *op)
{
    return PyUnicode_FromString("nothing");
}

static void
nothing_dealloc(PyObject *op)
{
    Py_FatalError("deallocating nothing");
}

static PyTypeObject Nothing_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "static_instance.Nothing",
    .tp_basicsize = sizeof(PyObject),
    .tp_dealloc = nothing_dealloc,
    .tp_repr = nothing_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject nothing = {
    PyObject_HEAD_INIT(&Nothing_Type) // want mention-table R-STATIC-INSTANCE
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "static_instance", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_static_instance(void)
{
    PyObject *module = PyModule_Create(&module_def);

    if (module == NULL || PyType_Ready(&Nothing_Type) < 0) {
        return NULL;
    }
    Py_INCREF(&nothing);
    if (PyModule_AddObject(module, "nothing", &nothing) < 0) {
        Py_DECREF(&nothing);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
