/* A type that nobody makes ready: CPython does when it is first looked at. */
// ids: T-META-1 T-NEW-4 MOD-7
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long second;
} Stamp;

static void
stamp_dealloc(Stamp *self)
{
    PyObject_Del(self);
}

static PyObject *
stamp_repr(Stamp *self)
{
    return PyUnicode_FromFormat("stamp(%ld)", self->second);
}

static PyTypeObject Stamp_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "never_ready.Stamp",
    .tp_basicsize = sizeof(Stamp),
    .tp_dealloc = (destructor)stamp_dealloc,
    .tp_repr = (reprfunc)stamp_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
};

static PyObject *
never_ready_stamp(PyObject *Py_UNUSED(module), PyObject *args)
{
    Stamp *stamp;
    long second = 0;

    if (!PyArg_ParseTuple(args, "|l:stamp", &second))
        return NULL;
    stamp = PyObject_New(Stamp, &Stamp_Type);
    if (stamp == NULL)
        return NULL;
    stamp->second = second;
    return (PyObject *)stamp;
}

static PyMethodDef never_ready_methods[] = {
    {"stamp", never_ready_stamp, METH_VARARGS, PyDoc_STR("A stamp of that second.")},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef never_ready_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "never_ready",
    .m_size = -1,
    .m_methods = never_ready_methods,
};

PyMODINIT_FUNC
PyInit_never_ready(void)
{
    PyObject *module = PyModule_Create(&never_ready_module);

    if (module == NULL)
        return NULL;

    Py_SET_TYPE((PyObject *)&Stamp_Type, &PyType_Type);
    Stamp_Type.tp_getattro = PyObject_GenericGetAttr;

    return module;
}
