// A dealloc that another library defines.
// ids: T-DEALLOC-1
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Box;

extern void elsewhere_box_dealloc(PyObject *op);

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "elsewhere.Box",
    .tp_basicsize = sizeof(Box),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = elsewhere_box_dealloc,  // want body-dealloc T-DEALLOC-1
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef elsewhere_module = {
    PyModuleDef_HEAD_INIT, "elsewhere", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_elsewhere(void)
{
    PyObject *module;

    if (PyType_Ready(&Box_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&elsewhere_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Box_Type);
    if (PyModule_AddObject(module, "Box", (PyObject *)&Box_Type) < 0) {
        Py_DECREF(&Box_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
