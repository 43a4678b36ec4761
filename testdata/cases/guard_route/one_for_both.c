// One function for an operator and for its in-place form: who looks at both operands finds an instance that is the first.
// ids: P-3
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Sum;

static PyTypeObject Sum_Type;

static PyObject *
sum_add(PyObject *self, PyObject *other)
{
    Sum *sum;

    if (!PyObject_TypeCheck(self, &Sum_Type) || !PyObject_TypeCheck(other, &Sum_Type)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    sum = (Sum *)Sum_Type.tp_alloc(&Sum_Type, 0);
    if (sum != NULL) {
        sum->value = ((Sum *)self)->value + ((Sum *)other)->value + 1;
    }
    return (PyObject *)sum;
}

static PyObject *
sum_int(Sum *self)
{
    return PyLong_FromLong(self->value);
}

static PyNumberMethods sum_as_number = {
    .nb_add = sum_add,
    .nb_int = (unaryfunc)sum_int,
    .nb_inplace_add = sum_add,
};

static PyTypeObject Sum_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "one_for_both.Sum",
    .tp_basicsize = sizeof(Sum),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_as_number = &sum_as_number,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef sum_module = {
    PyModuleDef_HEAD_INIT, "one_for_both", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_one_for_both(void)
{
    PyObject *module;

    if (PyType_Ready(&Sum_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&sum_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Sum_Type);
    if (PyModule_AddObject(module, "Sum", (PyObject *)&Sum_Type) < 0) {
        Py_DECREF(&Sum_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
