// A struct sequence waits for the module state; the type beside it does not.
// ids: MOD-12
// isolation: types
#include <Python.h>
#include <structseq.h>

static PyStructSequence_Field size_fields[] = {
    {"width", "from side to side"},
    {"height", "from top to bottom"},
    {NULL, NULL},
};

static PyStructSequence_Desc size_desc = {
    .name = "sequence.Size",
    .fields = size_fields,
    .n_in_sequence = 2,
};

static PyTypeObject Size_Type;  // want field-sequence MOD-12

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "sequence.Box",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef sequence_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "sequence",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_sequence(void)
{
    PyObject *module;

    if (PyType_Ready(&Box_Type) < 0) {
        return NULL;
    }
    if (PyStructSequence_InitType2(&Size_Type, &size_desc) < 0) {
        return NULL;
    }
    module = PyModule_Create(&sequence_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Box_Type);
    if (PyModule_AddObject(module, "Box", (PyObject *)&Box_Type) < 0) {
        Py_DECREF(&Box_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Size_Type);
    if (PyModule_AddObject(module, "Size", (PyObject *)&Size_Type) < 0) {
        Py_DECREF(&Size_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
