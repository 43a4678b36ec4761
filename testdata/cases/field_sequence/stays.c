// A struct sequence that stays static and is filled whenever the module comes up: so must the other types, for a second load
// of the module would fill it again, which CPython refuses.
// ids: MOD-12
#include <Python.h>

static PyTypeObject Pair_Type;

static PyTypeObject *kinds[] = {&Pair_Type, &PyTuple_Type}; // want mention-table 8

static PyStructSequence_Field pair_fields[] = {
    {"left", NULL},
    {"right", NULL},
    {NULL, NULL}
};

static PyStructSequence_Desc pair_desc = {"stays.Pair", NULL, pair_fields, 2};

static PyTypeObject Plain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "stays.Plain",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyObject *
kind(PyObject *Py_UNUSED(module), PyObject *arg)
{
    PyObject *type = (PyObject *)kinds[PyObject_IsTrue(arg) > 0];

    Py_INCREF(type);
    return type;
}

static PyMethodDef methods[] = {
    {"kind", kind, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef stays_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "stays",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_stays(void)
{
    if (PyStructSequence_InitType2(&Pair_Type, &pair_desc) < 0) { // want module-init MOD-12
        return NULL;
    }
    if (PyType_Ready(&Plain_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&stays_module);
}
