// The state in a struct that is handed from function to function, and in a parameter that may be NULL.
// ids: MOD-4
#include <Python.h>

typedef struct {
    PyObject *unit;
} carried_state;

static struct PyModuleDef carried_module;

static carried_state *
get_state(PyObject *module)
{
    return (carried_state *)PyModule_GetState(module);
}

static carried_state *
global_state(void)
{
    return get_state(PyState_FindModule(&carried_module));
}

typedef struct {
    PyObject_HEAD
    PyObject *inner;
} Box;

typedef struct {
    PyObject_HEAD
    carried_state *mod;
    long depth;
} Packer;

/* How far one packing is. */
typedef struct {
    carried_state *mod;
    PyObject *unit;
    long depth;
} Packing;

typedef PyObject *(*pack_one)(Packing *packing, PyObject *object);

static PyTypeObject Box_Type;

static PyObject *
default_unit(carried_state *mod)
{
    if (mod == NULL) {
        mod = global_state();
    }
    Py_INCREF(mod->unit);
    return mod->unit;
}

/* Finds the state in what it is handed. */
static PyObject *
pack(Packing *packing, PyObject *object)
{
    Box *box = PyObject_GC_New(Box, &Box_Type);
    if (box == NULL) {
        return NULL;
    }
    if (packing->depth == 0) {
        Py_INCREF(object);
        box->inner = object;
    }
    else {
        packing->depth--;
        box->inner = pack(packing, object);
        packing->depth++;
    }
    PyObject_GC_Track(box);
    if (box->inner == NULL) {
        Py_DECREF(box);
        return NULL;
    }
    return (PyObject *)box;
}

/* Here it is not in what comes: nothing fills it. */
static PyObject *
pack_flat(Packing *packing, PyObject *object)
{
    return PyTuple_Pack(2, &Box_Type, packing->unit);
}

static PyObject *
flat(PyObject *module, PyObject *object)
{
    Packing packing;
    packing.unit = object;
    return pack_flat(&packing, object);
}

static PyObject *
each(Packer *self, PyObject *objects, pack_one one)
{
    Py_ssize_t count = PySequence_Size(objects);
    PyObject *list = count < 0 ? NULL : PyList_New(count);
    Packing packing = {
        .mod = self->mod,
        .depth = self->depth,
    };

    for (Py_ssize_t i = 0; list != NULL && i < count; i++) {
        PyObject *item = PySequence_GetItem(objects, i);
        PyObject *packed = item == NULL ? NULL : one(&packing, item);
        Py_XDECREF(item);
        if (packed == NULL) {
            Py_CLEAR(list);
        }
        else {
            PyList_SET_ITEM(list, i, packed);
        }
    }
    return list;
}

static PyObject *
packer_each(Packer *self, PyObject *objects)
{
    return each(self, objects, &pack);
}

static PyObject *
packer_unit(Packer *self, PyObject *Py_UNUSED(ignored))
{
    Packing packing = {NULL, NULL, 0};
    PyObject *packed;

    packing.mod = global_state();
    packing.unit = default_unit(NULL);
    packed = pack(&packing, packing.unit);
    Py_DECREF(packing.unit);
    return packed;
}

static int
packer_init(Packer *self, PyObject *args, PyObject *kwds)
{
    static char *keywords[] = {"depth", NULL};
    self->mod = global_state();
    return PyArg_ParseTupleAndKeywords(args, kwds, "|l", keywords, &self->depth) ? 0 : -1;
}

static PyMethodDef packer_methods[] = {
    {"each", (PyCFunction)packer_each, METH_O, NULL},
    {"unit", (PyCFunction)packer_unit, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Packer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "carried.Packer",
    .tp_basicsize = sizeof(Packer),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = packer_methods,
    .tp_init = (initproc)packer_init,
    .tp_new = PyType_GenericNew,
};

static int
box_traverse(Box *self, visitproc visit, void *arg)
{
    Py_VISIT(self->inner);
    return 0;
}

static void
box_dealloc(Box *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->inner);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
box_repr(Box *self)
{
    return PyUnicode_FromFormat("[%R]", self->inner);
}

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "carried.Box",
    .tp_basicsize = sizeof(Box),
    .tp_dealloc = (destructor)box_dealloc,
    .tp_repr = (reprfunc)box_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)box_traverse,
};

static PyMethodDef methods[] = {
    {"flat", flat, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef carried_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "carried",
    .m_size = sizeof(carried_state),
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_carried(void)
{
    PyObject *module = PyState_FindModule(&carried_module);
    if (module != NULL) {
        Py_INCREF(module);
        return module;
    }
    if (PyType_Ready(&Box_Type) < 0 || PyType_Ready(&Packer_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&carried_module);
    if (module == NULL) {
        return NULL;
    }
    get_state(module)->unit = PyUnicode_FromString("unit");
    if (get_state(module)->unit == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Packer_Type);
    if (PyModule_AddObject(module, "Packer", (PyObject *)&Packer_Type) < 0) {
        Py_DECREF(&Packer_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
