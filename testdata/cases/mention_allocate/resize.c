// A collected object of variable size is resized.
// ids: AL-8 AL-3 T-SIZE-6
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_VAR_HEAD
    PyObject *items[1];
} Shelf;

static PyTypeObject Shelf_Type;

static int
shelf_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_ssize_t i;
    for (i = 0; i < Py_SIZE(op); i++) {
        Py_VISIT(((Shelf *)op)->items[i]);
    }
    return 0;
}

static int
shelf_clear(PyObject *op)
{
    Py_ssize_t i;
    for (i = 0; i < Py_SIZE(op); i++) {
        Py_CLEAR(((Shelf *)op)->items[i]);
    }
    return 0;
}

static void
shelf_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    (void)shelf_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
shelf(PyObject *Py_UNUSED(module), PyObject *item)
{
    Shelf *larger, *self = PyObject_GC_NewVar(Shelf, &Shelf_Type, 1);
    if (self == NULL) {
        return NULL;
    }
    Py_INCREF(item);
    self->items[0] = item;
    larger = PyObject_GC_Resize(Shelf, self, 2);
    if (larger == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    Py_INCREF(item);
    larger->items[1] = item;
    PyObject_GC_Track(larger);
    return (PyObject *)larger;
}

static PyTypeObject Shelf_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "resize.Shelf",
    .tp_basicsize = offsetof(Shelf, items),
    .tp_itemsize = sizeof(PyObject *),
    .tp_dealloc = shelf_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = shelf_traverse,
    .tp_clear = shelf_clear,
};

static PyMethodDef module_methods[] = {
    {"shelf", shelf, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef resize_module = {
    PyModuleDef_HEAD_INIT, "resize", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_resize(void)
{
    PyObject *module;

    if (PyType_Ready(&Shelf_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&resize_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Shelf_Type);
    if (PyModule_AddObject(module, "Shelf", (PyObject *)&Shelf_Type) < 0) {
        Py_DECREF(&Shelf_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
