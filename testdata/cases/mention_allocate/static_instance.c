// A static instance of the type.
// ids: AL-7
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Mark;

static void
mark_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Mark_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "static_instance.Mark",
    .tp_basicsize = sizeof(Mark),
    .tp_dealloc = mark_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static Mark the_mark = {PyObject_HEAD_INIT(&Mark_Type) 7};  // want mention-table

static struct PyModuleDef static_instance_module = {
    PyModuleDef_HEAD_INIT, "static_instance", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_static_instance(void)
{
    PyObject *module;

    if (PyType_Ready(&Mark_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&static_instance_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Mark_Type);
    if (PyModule_AddObject(module, "Mark", (PyObject *)&Mark_Type) < 0) {
        Py_DECREF(&Mark_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&the_mark);
    if (PyModule_AddObject(module, "mark", (PyObject *)&the_mark) < 0) {
        return NULL;
    }
    return module;
}
