// The address of a type in a static variable of a function that is no plain list of types.
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Dish;

static void
dish_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Dish_Type;

struct kind {
    const char *name;
    PyTypeObject *type;
};

static PyObject *
kind_of(PyObject *Py_UNUSED(module), PyObject *op)
{
    static const struct kind kinds[] = {
        {"dish", &Dish_Type},  // want mention-static-local 8
    };

    return PyUnicode_FromString(Py_TYPE(op) == kinds[0].type ? kinds[0].name : "other");
}

static PyMethodDef in_a_struct_methods[] = {
    {"kind_of", kind_of, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Dish_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "in_a_struct.Dish",
    .tp_basicsize = sizeof(Dish),
    .tp_dealloc = dish_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef in_a_struct_module = {
    PyModuleDef_HEAD_INIT, "in_a_struct", NULL, -1, in_a_struct_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_in_a_struct(void)
{
    PyObject *module;

    if (PyType_Ready(&Dish_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&in_a_struct_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Dish_Type);
    if (PyModule_AddObject(module, "Dish", (PyObject *)&Dish_Type) < 0) {
        Py_DECREF(&Dish_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
