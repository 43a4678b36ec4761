// A type whose base becomes collected is collected with it, and its own dealloc has to know.
// ids: GC-4 D-GC D-MUTABLE T-DEALLOC-9
// target: 3.9
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *label;
} Shape;

typedef struct {
    Shape shape;
    long radius;
} Circle;

static PyObject *
shape_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwargs))
{
    Shape *self = (Shape *)type->tp_alloc(type, 0);

    if (self == NULL)
        return NULL;
    self->label = PyUnicode_FromString("");
    if (self->label == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static void
shape_dealloc(Shape *self)
{
    Py_XDECREF(self->label);
    PyObject_Del(self);
}

static PyTypeObject Shape_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "base_gains.Shape",
    .tp_basicsize = sizeof(Shape),
    .tp_dealloc = (destructor)shape_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = shape_new,
};

static PyTypeObject Circle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "base_gains.Circle",
    .tp_basicsize = sizeof(Circle),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_base = &Shape_Type,
    .tp_new = shape_new,
};

typedef struct {
    PyObject_HEAD
    long size;
} Plain;

static PyTypeObject Plain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "base_gains.Plain",
    .tp_basicsize = sizeof(Plain),
    .tp_dealloc = (destructor)PyObject_Del,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

/* Its base's dealloc is a function of the API, which knows nothing of types. */
static PyTypeObject Plainer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "base_gains.Plainer",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Plain_Type,
};

static int
add_types(PyObject *module)
{
    if (PyType_Ready(&Shape_Type) < 0)
        return -1;
    if (PyType_Ready(&Circle_Type) < 0)
        return -1;
    if (PyType_Ready(&Plain_Type) < 0)
        return -1;
    if (PyType_Ready(&Plainer_Type) < 0)
        return -1;
    Py_INCREF(&Shape_Type);
    if (PyModule_AddObject(module, "Shape", (PyObject *)&Shape_Type) < 0)
        return -1;
    Py_INCREF(&Circle_Type);
    if (PyModule_AddObject(module, "Circle", (PyObject *)&Circle_Type) < 0)
        return -1;
    Py_INCREF(&Plain_Type);
    if (PyModule_AddObject(module, "Plain", (PyObject *)&Plain_Type) < 0)
        return -1;
    Py_INCREF(&Plainer_Type);
    return PyModule_AddObject(module, "Plainer", (PyObject *)&Plainer_Type);
}

static struct PyModuleDef base_gains_module = {
    PyModuleDef_HEAD_INIT, "base_gains", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_base_gains(void)
{
    PyObject *module = PyModule_Create(&base_gains_module);

    if (module == NULL)
        return NULL;
    if (add_types(module) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
