// Types in structs that capsules hand out, as the configuration confirms: filled at compile time, and at run time.
// ids: X-3 A-CAPSULE
// types: Shape_Type.capsule = confirm
// types: Solid_Type.capsule = confirm
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long size;
} Shape;

typedef struct {
    PyTypeObject *type;
    PyObject *error;
    long (*measure)(PyObject *);
    int version;
} ShapeAPI;

static PyObject *ShapeError;

static long
measure(PyObject *op)
{
    return ((Shape *)op)->size;
}

static PyObject *
shape_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    Shape *self = (Shape *)type->tp_alloc(type, 0);

    if (self != NULL) {
        self->size = 7;
    }
    return (PyObject *)self;
}

static PyTypeObject Shape_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "handed.Shape",
    .tp_basicsize = sizeof(Shape),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = shape_new,
};

static PyTypeObject Solid_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "handed.Solid",
    .tp_basicsize = sizeof(Shape),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = shape_new,
};

/* What shapes are to others. */
static ShapeAPI shapes = {
    &Shape_Type,
    NULL,
    measure,
    .version = 3
};

static ShapeAPI solids;

static PyObject *
from_capsule(PyObject *module, PyObject *args)
{
    PyObject *capsule, *op, *result;
    const char *name;
    ShapeAPI *api;

    if (!PyArg_ParseTuple(args, "Os", &capsule, &name)) {
        return NULL;
    }
    api = PyCapsule_GetPointer(capsule, name);
    if (api == NULL) {
        return NULL;
    }
    op = PyObject_CallObject((PyObject *)api->type, NULL);
    if (op == NULL) {
        return NULL;
    }
    result = Py_BuildValue("NliO", op, api->measure(op), api->version, api->error ? api->error : Py_None);
    return result;
}

static PyMethodDef handed_methods[] = {
    {"from_capsule", from_capsule, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef handed_module = {
    PyModuleDef_HEAD_INIT, "handed", NULL, -1, handed_methods, NULL, NULL, NULL, NULL
};

static int
add_solids(PyObject *module)
{
    PyObject *capsule;

    solids.type = &Solid_Type;
    solids.error = ShapeError;
    solids.measure = measure;
    capsule = PyCapsule_New(&solids, "handed.SOLIDS", NULL);
    if (capsule == NULL) {
        return -1;
    }
    if (PyModule_AddObject(module, "SOLIDS", capsule) < 0) {
        Py_DECREF(capsule);
        return -1;
    }
    return 0;
}

PyMODINIT_FUNC
PyInit_handed(void)
{
    PyObject *module, *capsule;

    if (PyType_Ready(&Shape_Type) < 0 || PyType_Ready(&Solid_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&handed_module);
    if (module == NULL) {
        return NULL;
    }
    ShapeError = PyErr_NewException("handed.ShapeError", NULL, NULL);
    if (ShapeError == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Shape_Type);
    if (PyModule_AddObject(module, "Shape", (PyObject *)&Shape_Type) < 0) {
        Py_DECREF(&Shape_Type);
        Py_DECREF(module);
        return NULL;
    }
    capsule = PyCapsule_New(&shapes, "handed.SHAPES", NULL);
    if (capsule == NULL || PyModule_AddObject(module, "SHAPES", capsule) < 0) {
        Py_XDECREF(capsule);
        Py_DECREF(module);
        return NULL;
    }
    if (add_solids(module) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
