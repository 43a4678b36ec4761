// A struct sequence whose name has no dot, filled by the function that cannot say that it failed.
// ids: MOD-12 T-NAME-2
#include <Python.h>

PyDoc_STRVAR(bare_doc, "A value that is known by number only.");

static PyStructSequence_Field bare_fields[] = {
    {.name = "value", .doc = "the number"},
    {NULL},
};

static PyStructSequence_Desc bare_desc = {
    .name = "Bare",
    .doc = bare_doc,
    .fields = bare_fields,
    .n_in_sequence = 1,
};

/* What the functions below make. */
PyTypeObject BareType;

static PyObject *
bare_name_make(PyObject *Py_UNUSED(module), PyObject *value)
{
    PyObject *bare = PyStructSequence_New(&BareType);

    if (bare != NULL) {
        Py_INCREF(value);
        PyStructSequence_SET_ITEM(bare, 0, value);
    }
    return bare;
}

static PyMethodDef bare_name_methods[] = {
    {"make", bare_name_make, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef bare_name_module = {
    PyModuleDef_HEAD_INIT, "bare_name", NULL, -1, bare_name_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_bare_name(void)
{
    PyObject *module;

    PyStructSequence_InitType(&BareType, &bare_desc);
    module = PyModule_Create(&bare_name_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&BareType);
    if (PyModule_AddObject(module, "Bare", (PyObject *)&BareType) < 0)
        return NULL;
    return module;
}
