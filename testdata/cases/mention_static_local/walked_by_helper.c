// Types that only a table of a helper readies: they are made before the helper is called, whatever else names them.
// ids: MOD-7 T-META-1
#include <Python.h>

static PyTypeObject Cup_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "walked_by_helper.Cup",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Dish_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "walked_by_helper.Dish",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef walked_by_helper_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "walked_by_helper",
    .m_size = -1,
};

static int
add_types(PyObject *module)
{
    static PyTypeObject *types[] = {
        &Cup_Type,
        &Dish_Type,
        NULL
    };
    static const char *names[] = {"Cup", "Dish"};
    int i;

    for (i = 0; types[i]; i++) {
        if (PyType_Ready(types[i]) < 0) {
            return -1;
        }
        if (PyObject_SetAttrString(module, names[i], (PyObject *)types[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

PyMODINIT_FUNC
PyInit_walked_by_helper(void)
{
    PyObject *module = PyModule_Create(&walked_by_helper_module);
    if (module == NULL) {
        return NULL;
    }
#ifdef WITH_SAUCER
    if (PyObject_SetAttrString(module, "Saucer", (PyObject *)&Dish_Type) < 0) {
        return NULL;
    }
#endif
    if (PyModule_AddStringConstant(module, "made_of", "clay") < 0) {
        return NULL;
    }
    if (add_types(module) < 0) {
        return NULL;
    }
    if (PyObject_SetAttrString(module, "Mug", (PyObject *)&Cup_Type) < 0) {
        return NULL;
    }
    return module;
}
