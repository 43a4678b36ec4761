// A struct sequence that the module fills under a number of its own.
// ids: MOD-12 MOD-5
#include <Python.h>

static int initialized;
static PyTypeObject EntryType;

static PyStructSequence_Field entry_fields[] = {
    {"name", "what it is called"},
    {"size", "how much it holds"},
    {"inner", NULL},
    {NULL, NULL}
};

static PyStructSequence_Desc entry_desc = {
    "filled_once.entry",
    "An entry: a name and a size.",
    entry_fields,
    2
};

static PyObject *
filled_once_entry(PyObject *Py_UNUSED(module), PyObject *name)
{
    PyObject *entry = PyStructSequence_New(&EntryType);

    if (entry == NULL) {
        return NULL;
    }
    Py_INCREF(name);
    PyStructSequence_SET_ITEM(entry, 0, name);
    PyStructSequence_SET_ITEM(entry, 1, PyLong_FromLong(7));
    Py_INCREF(Py_None);
    PyStructSequence_SET_ITEM(entry, 2, Py_None);
    if (PyErr_Occurred()) {
        Py_DECREF(entry);
        return NULL;
    }
    return entry;
}

static PyObject *
filled_once_is_entry(PyObject *Py_UNUSED(module), PyObject *value)
{
    return PyBool_FromLong(Py_TYPE(value) == &EntryType);
}

static PyMethodDef filled_once_methods[] = {
    {"make", filled_once_entry, METH_O, NULL},
    {"is_entry", filled_once_is_entry, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef filled_once_module = {
    PyModuleDef_HEAD_INIT, "filled_once", NULL, -1, filled_once_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_filled_once(void)
{
    PyObject *module;

    module = PyModule_Create(&filled_once_module);
    if (module == NULL)
        return NULL;
    if (!initialized) {
        if (PyStructSequence_InitType2(&EntryType,
                                       &entry_desc) < 0)
            return NULL;
    }
    Py_INCREF((PyObject *)&EntryType);
    PyModule_AddObject(module, "entry", (PyObject *)&EntryType);
    initialized = 1;
    return module;
}
