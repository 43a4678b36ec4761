// A macro lists what two types have in common; one has flags under an #if and a weak list, in a file without structmember.h.
// ids: P-3 P-1 T-OFF-1 S-2 FL-DEF
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    PyObject *items;
    PyObject *weak;
} Bag;

static int
bag_traverse(Bag *self, visitproc visit, void *arg)
{
    Py_VISIT(self->items);
    return 0;
}

static int
bag_clear(Bag *self)
{
    Py_CLEAR(self->items);
    return 0;
}

static void
bag_dealloc(Bag *self)
{
    PyObject_GC_UnTrack(self);
    if (self->weak != NULL) {
        PyObject_ClearWeakRefs((PyObject *)self);
    }
    bag_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static Py_ssize_t
bag_length(Bag *self)
{
    return self->items == NULL ? 0 : PyList_GET_SIZE(self->items);
}

static PyObject *
bag_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Bag *self = (Bag *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->items = PySequence_List(args);
        if (self->items == NULL) {
            Py_DECREF(self);
            return NULL;
        }
    }
    return (PyObject *)self;
}

static PyMappingMethods bag_as_mapping = {
    (lenfunc)bag_length,
};

#define BAG_SLOTS                                \
    .tp_basicsize = sizeof(Bag),                 \
    .tp_itemsize = 0,                            \
    .tp_as_mapping = &bag_as_mapping,            \
    .tp_dealloc = (destructor)bag_dealloc,       \
    .tp_traverse = (traverseproc)bag_traverse,   \
    .tp_clear = (inquiry)bag_clear,              \
    .tp_new = bag_new,

static PyTypeObject Bag_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "listed_by_macro.Bag",
    BAG_SLOTS
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC
#ifdef Py_TPFLAGS_MAPPING
        | Py_TPFLAGS_MAPPING
#endif
    ,
    .tp_weaklistoffset = offsetof(Bag, weak),
};

static PyTypeObject Sack_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "listed_by_macro.Sack",
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    BAG_SLOTS
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "listed_by_macro", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_listed_by_macro(void)
{
    PyObject *module = PyModule_Create(&module_def);

    if (module == NULL || PyType_Ready(&Bag_Type) < 0 || PyType_Ready(&Sack_Type) < 0) {
        return NULL;
    }
    Py_INCREF(&Bag_Type);
    if (PyModule_AddObject(module, "Bag", (PyObject *)&Bag_Type) < 0) {
        Py_DECREF(&Bag_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Sack_Type);
    if (PyModule_AddObject(module, "Sack", (PyObject *)&Sack_Type) < 0) {
        Py_DECREF(&Sack_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
