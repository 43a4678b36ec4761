// The slots of a buffer came to the limited API with 3.11.
// limited: 3.11
#include <Python.h>

typedef struct {
    PyObject_HEAD
    char bytes[4];
} Four;

static int
Four_getbuffer(PyObject *self, Py_buffer *view, int flags)
{
    return PyBuffer_FillInfo(view, self, ((Four *)self)->bytes, 4, 0, flags);
}

static PyBufferProcs Four_as_buffer = {
    .bf_getbuffer = Four_getbuffer,
};

static PyTypeObject Four_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "buffer.Four",
    .tp_basicsize = sizeof(Four),
    .tp_as_buffer = &Four_as_buffer,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef buffer_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "buffer",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_buffer(void)
{
    PyObject *module;

    if (PyType_Ready(&Four_Type) < 0)
        return NULL;
    module = PyModule_Create(&buffer_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Four_Type);
    if (PyModule_AddObject(module, "Four", (PyObject *)&Four_Type) < 0)
        return NULL;
    return module;
}
