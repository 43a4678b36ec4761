// Types that a macro writes: the one beside them moves.
// ids: P-3
#include <Python.h>

typedef struct {
    PyObject_HEAD
} Plain;

#define DEFINE_TYPE(name)                                                      \
    static PyTypeObject name##_Type = {                                        \
        PyVarObject_HEAD_INIT(NULL, 0)                                         \
        .tp_name = "by_macro." #name,                                          \
        .tp_basicsize = sizeof(Plain),                                         \
        .tp_flags = Py_TPFLAGS_DEFAULT,                                        \
        .tp_new = PyType_GenericNew,                                           \
    };

DEFINE_TYPE(Left)  // want guard-made P-3
DEFINE_TYPE(Right)  // want guard-made P-3

static PyTypeObject Middle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "by_macro.Middle",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef by_macro_module = {
    PyModuleDef_HEAD_INIT, "by_macro", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

static int
add(PyObject *module, const char *name, PyTypeObject *type)
{
    Py_INCREF(type);
    if (PyModule_AddObject(module, name, (PyObject *)type) < 0) {
        Py_DECREF(type);
        return -1;
    }
    return 0;
}

PyMODINIT_FUNC
PyInit_by_macro(void)
{
    PyObject *module;

    if (PyType_Ready(&Left_Type) < 0 || PyType_Ready(&Middle_Type) < 0 || PyType_Ready(&Right_Type) < 0)
        return NULL;
    module = PyModule_Create(&by_macro_module);
    if (module == NULL)
        return NULL;
    if (add(module, "Left", &Left_Type) < 0 || add(module, "Middle", &Middle_Type) < 0 ||
        add(module, "Right", &Right_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
