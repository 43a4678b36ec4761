// A dict behind the items of an object of variable size: the offset counts from the end.
// ids: T-OFF-3 T-TRAV-4
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_VAR_HEAD
    PyObject *items[1];
} Tagged;

static PyTypeObject Tagged_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "negative_dict.Tagged",
    .tp_basicsize = offsetof(Tagged, items) + sizeof(PyObject *),
    .tp_itemsize = sizeof(PyObject *),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_base = &PyTuple_Type,
    .tp_dictoffset = -(Py_ssize_t)sizeof(PyObject *),
};

static struct PyModuleDef negative_dict_module = {
    PyModuleDef_HEAD_INIT, "negative_dict", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_negative_dict(void)
{
    PyObject *module;

    if (PyType_Ready(&Tagged_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&negative_dict_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Tagged_Type);
    if (PyModule_AddObject(module, "Tagged", (PyObject *)&Tagged_Type) < 0) {
        Py_DECREF(&Tagged_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
