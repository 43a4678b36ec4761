// The size is taken from another type while the module comes up.
// ids: T-SIZE-3
#include <Python.h>

static PyTypeObject Names_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "at_run_time.Names",
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
};

static struct PyModuleDef at_run_time_module = {
    PyModuleDef_HEAD_INIT, "at_run_time", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_at_run_time(void)
{
    PyObject *module;

    Names_Type.tp_base = &PyDict_Type;
    Names_Type.tp_basicsize = PyDict_Type.tp_basicsize;  // want field-size T-SIZE-3
    if (PyType_Ready(&Names_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&at_run_time_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Names_Type);
    if (PyModule_AddObject(module, "Names", (PyObject *)&Names_Type) < 0) {
        Py_DECREF(&Names_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
