// A type of another file: its declaration in the header becomes that of the pointer.
// ids: MOD-7
// isolation: types
#include "files.h"

static PyTypeObject Line_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "files.Line",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyObject *
is_point(PyObject *Py_UNUSED(module), PyObject *arg)
{
    return PyBool_FromLong(Point_Check(arg));
}

static PyObject *
point(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return new_point();
}

static PyMethodDef methods[] = {
    {"is_point", is_point, METH_O, "Whether it is one."},
    {"point", point, METH_NOARGS, "A new point."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef files_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "files",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_files(void)
{
    PyObject *module;

    if (PyType_Ready(&Point_Type) < 0)
        return NULL;
    if (PyType_Ready(&Line_Type) < 0)
        return NULL;
    module = PyModule_Create(&files_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Line_Type);
    if (PyModule_AddObject(module, "Line", (PyObject *)&Line_Type) < 0) {
        Py_DECREF(&Line_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
