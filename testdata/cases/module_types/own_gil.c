// Interpreters with a GIL of their own may use the module: a heap type in a static pointer would have one count for all.
// ids: MOD-10
// isolation: types
// since: 3.12
#include <Python.h>

static PyTypeObject Mark_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "own_gil.Mark",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static int
own_gil_exec(PyObject *module)
{
    return PyModule_AddType(module, &Mark_Type);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, own_gil_exec},
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},  // want module-types MOD-10
    {0, NULL},
};

static struct PyModuleDef own_gil_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "own_gil",
    .m_slots = slots,
};

PyMODINIT_FUNC
PyInit_own_gil(void)
{
    return PyModuleDef_Init(&own_gil_module);
}
