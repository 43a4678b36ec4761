// A macro that puts the name of a type together with another word.
// ids: P-4
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Pin;

static void
pin_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Pin_Type;

#define PIN_WORD(end) Pin_Type##end  // want mention-macro P-4

static PyObject *
pin_test(PyObject *Py_UNUSED(module), PyObject *op)
{
    return PyBool_FromLong(Py_TYPE(op) == &PIN_WORD());
}

static PyMethodDef pasted_type_methods[] = {
    {"test", pin_test, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Pin_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pasted_type.Pin",
    .tp_basicsize = sizeof(Pin),
    .tp_dealloc = pin_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef pasted_type_module = {
    PyModuleDef_HEAD_INIT, "pasted_type", NULL, -1, pasted_type_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_pasted_type(void)
{
    PyObject *module;

    if (PyType_Ready(&Pin_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&pasted_type_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Pin_Type);
    if (PyModule_AddObject(module, "Pin", (PyObject *)&Pin_Type) < 0) {
        Py_DECREF(&Pin_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
