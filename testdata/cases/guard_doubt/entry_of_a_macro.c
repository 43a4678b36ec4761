// An entry of the initializer that a macro writes: which field it fills is not known.
// ids: R-PP
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Page;

static void
page_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

#define SIZES(type) sizeof(type), 0

static PyTypeObject Page_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "entry_of_a_macro.Page",
    SIZES(Page),  // want guard-doubt R-PP
    page_dealloc,
};

static struct PyModuleDef entry_of_a_macro_module = {
    PyModuleDef_HEAD_INIT, "entry_of_a_macro", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_entry_of_a_macro(void)
{
    PyObject *module;

    if (PyType_Ready(&Page_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&entry_of_a_macro_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Page_Type);
    if (PyModule_AddObject(module, "Page", (PyObject *)&Page_Type) < 0) {
        Py_DECREF(&Page_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
