// A method that stands in no table and is bound to whatever Python code hands over: nothing leads to the module.
// ids: A-CALLBACK
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long number;
} Mark;

static PyTypeObject Mark_Type;

static PyObject *
mark_made(PyObject *Py_UNUSED(self), PyObject *arg) // want guard-route A-CALLBACK
{
    Mark *mark = PyObject_New(Mark, &Mark_Type);
    if (mark == NULL) {
        return NULL;
    }
    mark->number = PyLong_AsLong(arg);
    return (PyObject *)mark;
}

static PyMethodDef made_method = {"made", (PyCFunction)mark_made, METH_O, NULL};

static PyObject *
mark_maker(Mark *Py_UNUSED(self), PyObject *owner)
{
    return PyCFunction_New(&made_method, owner);
}

static PyObject *
mark_own(Mark *self, PyObject *Py_UNUSED(ignored))
{
    return PyCFunction_New(&made_method, (PyObject *)self);
}

static void
mark_dealloc(Mark *self)
{
    PyObject_Free(self);
}

static PyMethodDef mark_methods[] = {
    {"maker", (PyCFunction)mark_maker, METH_O, NULL},
    {"own", (PyCFunction)mark_own, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Mark_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "bound_to_anything.Mark",
    .tp_basicsize = sizeof(Mark),
    .tp_dealloc = (destructor)mark_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = mark_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef bound_to_anything_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "bound_to_anything",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_bound_to_anything(void)
{
    PyObject *module = PyModule_Create(&bound_to_anything_module);
    if (module == NULL) {
        return NULL;
    }
    if (PyType_Ready(&Mark_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Mark_Type);
    if (PyModule_AddObject(module, "Mark", (PyObject *)&Mark_Type) < 0) {
        Py_DECREF(&Mark_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
