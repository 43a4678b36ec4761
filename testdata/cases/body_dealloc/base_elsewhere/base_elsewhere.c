// A type has its dealloc and its `tp_new` from a base whose functions are static in another file: it takes them from
// the base itself, once it is made.
// ids: T-DEALLOC-7 T-NEW-2
// target: 3.9
#include "base_elsewhere.h"

typedef struct {
    ShapeObject shape;
    long radius;
} CircleObject;

static int
circle_init(CircleObject *self, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwargs))
{
    self->radius = 1;
    return 0;
}

static PyTypeObject Circle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "base_elsewhere.Circle",
    .tp_basicsize = sizeof(CircleObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_base = &Shape_Type,
    .tp_init = (initproc)circle_init,
};

static PyTypeObject Dot_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "base_elsewhere.Dot",
    .tp_basicsize = sizeof(CircleObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Circle_Type,
};

static struct PyModuleDef base_elsewhere_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "base_elsewhere",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_base_elsewhere(void)
{
    PyObject *module;

    if (PyType_Ready(&Shape_Type) < 0)
        return NULL;
    if (PyType_Ready(&Circle_Type) < 0)
        return NULL;
    if (PyType_Ready(&Dot_Type) < 0)
        return NULL;
    module = PyModule_Create(&base_elsewhere_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Shape_Type);
    if (PyModule_AddObject(module, "Shape", (PyObject *)&Shape_Type) < 0)
        goto fail;
    Py_INCREF(&Circle_Type);
    if (PyModule_AddObject(module, "Circle", (PyObject *)&Circle_Type) < 0)
        goto fail;
    Py_INCREF(&Dot_Type);
    if (PyModule_AddObject(module, "Dot", (PyObject *)&Dot_Type) < 0)
        goto fail;
    return module;

fail:
    Py_DECREF(module);
    return NULL;
}
