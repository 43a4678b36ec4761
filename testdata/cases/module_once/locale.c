// The module's set-up does something to the whole process.
// ids: A-ONCE
#include <Python.h>
#include <locale.h>

typedef struct {
    PyObject_HEAD
    long value;
} Word;

static void
word_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Word_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "locale_set.Word",
    .tp_basicsize = sizeof(Word),
    .tp_dealloc = word_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef locale_set_module = {
    PyModuleDef_HEAD_INIT, "locale_set", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_locale_set(void)
{
    PyObject *module;

    if (setlocale(LC_NUMERIC, "C") == NULL) {  // want module-once A-ONCE
        PyErr_SetString(PyExc_ImportError, "no locale");
        return NULL;
    }
    if (PyType_Ready(&Word_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&locale_set_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Word_Type);
    if (PyModule_AddObject(module, "Word", (PyObject *)&Word_Type) < 0) {
        Py_DECREF(&Word_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
