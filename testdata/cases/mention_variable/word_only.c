// The name of a variable that moves, where CPython's macros take it as a word: it stays there.
// ids: MOD-5
#include <Python.h>

static PyObject *shut;

typedef struct {
    PyObject_HEAD
} Door;

static PyObject *
door_close(Door *self, PyObject *Py_UNUSED(ignored))
{
    return PyUnicode_FromFormat("%U, not %s", shut, Py_STRINGIFY(shut));
}

static PyMethodDef door_methods[] = {
    {"shut", (PyCFunction)door_close, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Door_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "word_only.Door",
    .tp_basicsize = sizeof(Door),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = door_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef word_only_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "word_only",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_word_only(void)
{
    PyObject *module;
    if (PyType_Ready(&Door_Type) < 0) {
        return NULL;
    }
    if ((shut = PyUnicode_FromString("closed")) == NULL) {
        return NULL;
    }
    module = PyModule_Create(&word_only_module);
    if (module == NULL) {
        return NULL;
    }
    if (PyModule_AddObject(module, "Door", (PyObject *)&Door_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
