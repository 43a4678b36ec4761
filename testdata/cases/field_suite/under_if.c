// Functions of a suite, and fields of the type, under #if.
// ids: S-5
#include <Python.h>

#define WITH_ITEMS 1

typedef struct {
    PyObject_HEAD
    long value;
} Part;

static Py_ssize_t
part_length(PyObject *Py_UNUSED(op))
{
    return 2;
}

#if WITH_ITEMS
static PyObject *
part_item(PyObject *Py_UNUSED(op), Py_ssize_t i)
{
    if (i > 1) {
        PyErr_SetNone(PyExc_IndexError);
        return NULL;
    }
    return PyLong_FromSsize_t(i);
}
#endif

static PyObject *
part_repr(PyObject *Py_UNUSED(op))
{
    return PyUnicode_FromString("part");
}

static PySequenceMethods part_as_sequence = {
    .sq_length = part_length,
#if WITH_ITEMS
    .sq_item = part_item,
#endif
};

static PyTypeObject Part_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "under_if.Part",
    .tp_basicsize = sizeof(Part),
#ifdef WITH_ITEMS
    .tp_repr = part_repr,
#else
    .tp_str = part_repr,
#endif
    .tp_as_sequence = &part_as_sequence,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef under_if_module = {
    PyModuleDef_HEAD_INIT, "under_if", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_under_if(void)
{
    PyObject *module;

    if (PyType_Ready(&Part_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&under_if_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Part_Type);
    if (PyModule_AddObject(module, "Part", (PyObject *)&Part_Type) < 0) {
        Py_DECREF(&Part_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
