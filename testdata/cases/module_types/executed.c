// A module with an exec function keeps it: each module object is given the types that the first one made.
// ids: MOD-7
// isolation: types
#include <Python.h>

static PyTypeObject Mark_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "executed.Mark",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static int
executed_exec(PyObject *module)
{
    return PyType_Ready(&Mark_Type) == 0 ? PyModule_AddType(module, &Mark_Type) : -1;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, executed_exec},
    {0, NULL},
};

static struct PyModuleDef executed_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "executed",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC
PyInit_executed(void)
{
    return PyModuleDef_Init(&executed_module);
}
