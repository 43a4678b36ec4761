// Struct sequences that are filled unless they are, and one that nobody can make from Python.
// ids: MOD-12
// target: 3.10
#include <Python.h>

static PyTypeObject VersionType, PairType;

static PyStructSequence_Field version_fields[] = {
    {"major", NULL},
    {"minor", NULL},
    {0}
};

static PyStructSequence_Desc version_desc = {
    .name = "asked.version",
    .fields = version_fields,
    .n_in_sequence = 2,
};

static PyStructSequence_Desc pair_desc = {
    .name = "asked.pair",
    .doc = "",
    .fields = version_fields,
    .n_in_sequence = 2,
};

static PyObject *
make(PyTypeObject *type)
{
    PyObject *made = PyStructSequence_New(type);

    if (made == NULL)
        return NULL;
    PyStructSequence_SET_ITEM(made, 0, PyLong_FromLong(6));
    PyStructSequence_SET_ITEM(made, 1, PyLong_FromLong(4));
    return made;
}

static PyObject *
asked_pair(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return make(&PairType);
}

static PyMethodDef asked_methods[] = {
    {"pair", asked_pair, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef asked_module = {
    PyModuleDef_HEAD_INIT, "asked", NULL, -1, asked_methods, NULL, NULL, NULL, NULL
};

static int
add_version(PyObject *module)
{
    PyObject *version;

    if (VersionType.tp_name == NULL) {
        if (PyStructSequence_InitType2(&VersionType, &version_desc) < 0)
            return -1;
    }
    version = make(&VersionType);
    if (version == NULL)
        return -1;
    if (PyModule_AddObject(module, "version", version) < 0) {
        Py_DECREF(version);
        return -1;
    }
    /* nobody else makes one */
    VersionType.tp_init = NULL;
    VersionType.tp_new = NULL;
    return PyDict_DelItemString(VersionType.tp_dict, "__new__");
}

PyMODINIT_FUNC
PyInit_asked(void)
{
    PyObject *module = PyModule_Create(&asked_module);

    if (module == NULL)
        return NULL;
    if (PairType.tp_name == NULL && PyStructSequence_InitType2(&PairType, &pair_desc) == -1)
        return NULL;
    if (add_version(module) < 0)
        return NULL;
    return module;
}
