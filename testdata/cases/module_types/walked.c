// Tables of types are filled where they are walked, from the pointers; fields that are set at run time move into the spec.
// ids: FL-RT MOD-7
// isolation: types
#include <Python.h>

typedef struct {
    PyObject_HEAD
} Shape;

static PyTypeObject CircleType, SquareType;

static PyObject *
Circle_repr(PyObject *self)
{
    return PyUnicode_FromString(Py_TYPE(self) == &CircleType ? "circle" : "kind of circle");
}

static PyTypeObject CircleType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "walked.Circle",
    sizeof(Shape),
};

static PyTypeObject SquareType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "walked.Square",
    sizeof(Shape),
};

static struct {
    const char *name;
    PyTypeObject *type;
} kinds[] = {
    {"Circle", &CircleType},
    {"Square", &SquareType},
    {NULL, NULL},
};

static PyObject *
other(PyObject *Py_UNUSED(module), PyObject *arg)
{
    PyTypeObject *type = Py_TYPE(arg) == &CircleType ? &SquareType : &CircleType;
    return CircleType.tp_alloc(type, 0);
}

static PyMethodDef methods[] = {
    {"other", other, METH_O, "One of the other kind."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef walked_module = {
    PyModuleDef_HEAD_INIT,
    "walked",
    NULL,
    -1,
    methods,
};

PyMODINIT_FUNC
PyInit_walked(void)
{
    PyObject *module = PyModule_Create(&walked_module);
    int i;

    if (module == NULL)
        return NULL;

    CircleType.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE;
    CircleType.tp_new = PyType_GenericNew;
    CircleType.tp_repr = Circle_repr;
    SquareType.tp_flags = Py_TPFLAGS_DEFAULT;
    SquareType.tp_new = PyType_GenericNew;

    for (i = 0; kinds[i].name != NULL; i++) {
        if (PyType_Ready(kinds[i].type) < 0) {
            Py_DECREF(module);
            return NULL;
        }
        Py_INCREF(kinds[i].type);
        if (PyModule_AddObject(module, kinds[i].name, (PyObject *)kinds[i].type) < 0) {
            Py_DECREF(kinds[i].type);
            Py_DECREF(module);
            return NULL;
        }
    }
    return module;
}
