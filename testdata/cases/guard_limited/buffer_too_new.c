// The slots of a buffer came to the limited API with 3.11.
// limited: 3.10
#include <Python.h>

typedef struct {
    PyObject_HEAD
    char bytes[4];
} Four;

static int
Four_getbuffer(PyObject *self, Py_buffer *view, int flags) // want guard-limited
{
    return PyBuffer_FillInfo(view, self, ((Four *)self)->bytes, 4, 0, flags); // want guard-limited
}

static PyBufferProcs Four_as_buffer = {
    .bf_getbuffer = Four_getbuffer,
};

static PyTypeObject Four_Type = { // want guard-limited
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "buffer_too_new.Four",
    .tp_basicsize = sizeof(Four),
    .tp_as_buffer = &Four_as_buffer,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef buffer_too_new_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "buffer_too_new",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_buffer_too_new(void)
{
    PyObject *module;

    if (PyType_Ready(&Four_Type) < 0)
        return NULL;
    module = PyModule_Create(&buffer_too_new_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Four_Type);
    if (PyModule_AddObject(module, "Four", (PyObject *)&Four_Type) < 0)
        return NULL;
    return module;
}
