// Methods that only a macro names, by pasting: the rows of the table say how they are called.
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Node;

static PyTypeObject Node_Type;

static void
node_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
node_next(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    Node *next = PyObject_New(Node, &Node_Type);

    if (next != NULL) {
        next->value = ((Node *)op)->value + 1;
    }
    return (PyObject *)next;
}

static PyObject *
node_get(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromLong(((Node *)op)->value);
}

static PyObject *
node_twice(Node *self, PyObject *args, PyObject *kwargs)
{
    static char *kwlist[] = {"count", NULL};
    Py_ssize_t count;
    PyObject *list;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "n", kwlist, &count)) {
        return NULL;
    }
    list = PyList_New(0);
    while (list != NULL && count-- > 0) {
        PyObject *value = PyLong_FromLong(self->value);
        if (value == NULL || PyList_Append(list, value) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(value);
    }
    return list;
}

static PyObject *
node_named(PyObject *type, PyObject *name)
{
    Node *node = PyObject_New(Node, &Node_Type);

    if (node != NULL) {
        node->value = PyUnicode_GetLength(name);
    }
    return (PyObject *)node;
}

#define METHOD(name, flags) {#name, (PyCFunction)(void (*)(void))node_##name, flags, NULL}
static PyMethodDef node_methods[] = {
    METHOD(next, METH_NOARGS),
    METHOD(get, METH_NOARGS),
    METHOD(twice, METH_VARARGS | METH_KEYWORDS),
    METHOD(named, METH_O | METH_CLASS),
    {NULL, NULL, 0, NULL}
};
#undef METHOD

static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pasted_row.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = node_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef pasted_row_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "pasted_row",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_pasted_row(void)
{
    PyObject *module;

    if (PyType_Ready(&Node_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&pasted_row_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Node_Type);
    if (PyModule_AddObject(module, "Node", (PyObject *)&Node_Type) < 0) {
        Py_DECREF(&Node_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
