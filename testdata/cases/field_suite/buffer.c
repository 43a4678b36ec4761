// Instances export a buffer.
// ids: S-1
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    char bytes[8];
    int exports;
} Bytes8;

static int
bytes8_getbuffer(PyObject *op, Py_buffer *view, int flags)
{
    Bytes8 *self = (Bytes8 *)op;
    if (PyBuffer_FillInfo(view, op, self->bytes, sizeof(self->bytes), 0, flags) < 0) {
        return -1;
    }
    self->exports++;
    return 0;
}

static void
bytes8_releasebuffer(PyObject *op, Py_buffer *Py_UNUSED(view))
{
    ((Bytes8 *)op)->exports--;
}

static PyMemberDef bytes8_members[] = {
    {"exports", T_INT, offsetof(Bytes8, exports), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyBufferProcs bytes8_as_buffer = {bytes8_getbuffer, bytes8_releasebuffer};

static PyTypeObject Bytes8_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "buffer.Bytes8",
    .tp_basicsize = sizeof(Bytes8),
    .tp_as_buffer = &bytes8_as_buffer,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_members = bytes8_members,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef buffer_module = {
    PyModuleDef_HEAD_INIT, "buffer", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_buffer(void)
{
    PyObject *module;

    if (PyType_Ready(&Bytes8_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&buffer_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Bytes8_Type);
    if (PyModule_AddObject(module, "Bytes8", (PyObject *)&Bytes8_Type) < 0) {
        Py_DECREF(&Bytes8_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
