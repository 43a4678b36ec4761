// A macro that writes several getters and setters of two types: they are entry points, as if they were written in the tables.
// ids: P-4
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *name;
    long size;
} Part;

static PyObject *default_name;

static PyObject *
part_get_name(Part *self, void *Py_UNUSED(closure))
{
    PyObject *name = self->name != NULL ? self->name : default_name;

    Py_INCREF(name);
    return name;
}

static int
part_set_name(Part *self, PyObject *value, void *Py_UNUSED(closure))
{
    if (value == NULL) {
        value = default_name;
    }
    Py_INCREF(value);
    Py_XSETREF(self->name, value);
    return 0;
}

static PyObject *
part_get_size(Part *self, void *Py_UNUSED(closure))
{
    return PyLong_FromLong(self->size);
}

static int
part_traverse(Part *self, visitproc visit, void *arg)
{
    Py_VISIT(self->name);
    return 0;
}

static int
part_clear(Part *self)
{
    Py_CLEAR(self->name);
    return 0;
}

static void
part_dealloc(Part *self)
{
    PyObject_GC_UnTrack(self);
    (void)part_clear(self);
    Py_TYPE(self)->tp_free(self);
}

#define PART_GETSETS                                                      \
    {"name", (getter)part_get_name, (setter)part_set_name, NULL},         \
    {"size", (getter)part_get_size, NULL, PyDoc_STR("how large, if known")},

static PyGetSetDef wheel_getsets[] = {
    PART_GETSETS
    {NULL}
};

static PyGetSetDef gear_getsets[] = {
    PART_GETSETS
    {NULL}
};

static PyTypeObject Wheel_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "rows_of_macro.Wheel",
    .tp_basicsize = sizeof(Part),
    .tp_dealloc = (destructor)part_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)part_traverse,
    .tp_clear = (inquiry)part_clear,
    .tp_getset = wheel_getsets,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Gear_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "rows_of_macro.Gear",
    .tp_basicsize = sizeof(Part),
    .tp_dealloc = (destructor)part_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)part_traverse,
    .tp_clear = (inquiry)part_clear,
    .tp_getset = gear_getsets,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef rows_of_macro_module = {
    PyModuleDef_HEAD_INIT, "rows_of_macro", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_rows_of_macro(void)
{
    PyObject *module = PyModule_Create(&rows_of_macro_module);

    if (module == NULL) {
        return NULL;
    }
    default_name = PyUnicode_InternFromString("part");
    if (default_name == NULL || PyModule_AddType(module, &Wheel_Type) < 0
        || PyModule_AddType(module, &Gear_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
