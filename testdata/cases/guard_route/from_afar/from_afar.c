// A function that needs the module itself, in a file that does not see the definition: it asks for it by a function.
// ids: MOD-4
#include "from_afar.h"

static struct PyModuleDef from_afar_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "from_afar",
    .m_size = -1,
};

PyObject *
default_step(void)
{
    PyObject *module = PyState_FindModule(&from_afar_module);

    if (module == NULL) {
        return NULL;
    }
    return PyObject_GetAttrString(module, "step");
}

PyMODINIT_FUNC
PyInit_from_afar(void)
{
    PyObject *module;

    if (PyType_Ready(&Counter_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&from_afar_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Counter_Type);
    if (PyModule_AddObject(module, "Counter", (PyObject *)&Counter_Type) < 0) {
        Py_DECREF(&Counter_Type);
        Py_DECREF(module);
        return NULL;
    }
    if (PyModule_AddIntConstant(module, "step", 2) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
