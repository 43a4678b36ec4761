// A function of a struct sequence that asks whether something is of that very type: the instance it is called with is.
// ids: MOD-12
#include <Python.h>

static PyTypeObject PointType;

static PyStructSequence_Field point_fields[] = {
    {"x", "how far"},
    {"y", "how high"},
    {NULL, NULL}
};

static PyStructSequence_Desc point_desc = {
    "own_type.point",
    "A point of the plane.",
    point_fields,
    2
};

/* Points are made of two numbers, not of a tuple. */
static PyObject *
point_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    PyObject *x, *y, *point;

    if (!PyArg_ParseTuple(args, "OO", &x, &y))
        return NULL;
    point = PyStructSequence_New(type);
    if (point == NULL)
        return NULL;
    Py_INCREF(x);
    PyStructSequence_SET_ITEM(point, 0, x);
    Py_INCREF(y);
    PyStructSequence_SET_ITEM(point, 1, y);
    return point;
}

/* Points compare by how far they are, with each other and with numbers. */
static PyObject *
point_richcompare(PyObject *a, PyObject *b, int op)
{
    PyObject *x = PyStructSequence_GetItem(a, 0);

    switch (PyObject_IsInstance(b, (PyObject *)&PointType)) {
        case 1:
            return PyObject_RichCompare(x, PyStructSequence_GetItem(b, 0), op);
        case -1:
            return NULL;
    }
    if (!PyLong_Check(b))
        Py_RETURN_NOTIMPLEMENTED;
    return PyObject_RichCompare(x, b, op);
}

static struct PyModuleDef own_type_module = {
    PyModuleDef_HEAD_INIT, "own_type", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_own_type(void)
{
    PyObject *module;

    module = PyModule_Create(&own_type_module);
    if (module == NULL)
        return NULL;
    if (PyStructSequence_InitType2(&PointType, &point_desc) == -1)
        goto error;
    Py_INCREF((PyObject *)&PointType);
    PointType.tp_new = point_new;
    PointType.tp_richcompare = point_richcompare;
    if (PyModule_AddObject(module, "point", (PyObject *)&PointType) == -1)
        goto error;
    return module;

error:
    Py_DECREF(module);
    return NULL;
}
