// A module that takes itself out of the interpreter's table, in an expression that has no other form.
// ids: R-STATE-FIND
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Leaf;

static void
leaf_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Leaf_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "removes_itself.Leaf",
    .tp_basicsize = sizeof(Leaf),
    .tp_dealloc = leaf_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef removes_itself_module;

static PyObject *
forget(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromLong(PyState_RemoveModule(&removes_itself_module));  // want module-init R-STATE-FIND
}

static PyMethodDef removes_itself_methods[] = {
    {"forget", forget, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef removes_itself_module = {
    PyModuleDef_HEAD_INIT, "removes_itself", NULL, -1, removes_itself_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_removes_itself(void)
{
    PyObject *module;

    if (PyType_Ready(&Leaf_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&removes_itself_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Leaf_Type);
    if (PyModule_AddObject(module, "Leaf", (PyObject *)&Leaf_Type) < 0) {
        Py_DECREF(&Leaf_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
