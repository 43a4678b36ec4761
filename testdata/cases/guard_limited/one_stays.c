// A type that stays static keeps the whole module from the limited API.
// limited: 3.10
#include <Python.h>
#include <structmember.h>

static PyTypeObject Plain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "one_stays.Plain",
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyMemberDef Odd_members[] = {
    {"__module__", T_INT, 0, READONLY, NULL}, // want guard-entry T-NAME-1
    {NULL, 0, 0, 0, NULL}
};

static PyTypeObject Odd_Type = { // want guard-limited
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "one_stays.Odd",
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_members = Odd_members,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef one_stays_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "one_stays",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_one_stays(void)
{
    PyObject *module;

    if (PyType_Ready(&Plain_Type) < 0)
        return NULL;
    if (PyType_Ready(&Odd_Type) < 0)
        return NULL;
    module = PyModule_Create(&one_stays_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Plain_Type);
    if (PyModule_AddObject(module, "Plain", (PyObject *)&Plain_Type) < 0)
        return NULL;
    Py_INCREF(&Odd_Type);
    if (PyModule_AddObject(module, "Odd", (PyObject *)&Odd_Type) < 0)
        return NULL;
    return module;
}
