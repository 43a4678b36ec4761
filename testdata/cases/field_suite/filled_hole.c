// A hole of the sequence suite is filled.
// ids: R-SUITE-HOLE S-1
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long items[4];
} Four;

static Py_ssize_t four_length(PyObject *Py_UNUSED(op)) { return 4; }
static PyObject *four_concat(PyObject *Py_UNUSED(op), PyObject *other) { return Py_BuildValue("(sO)", "concat", other); }
static PyObject *four_repeat(PyObject *Py_UNUSED(op), Py_ssize_t n) { return Py_BuildValue("(sn)", "repeat", n); }
static PyObject *four_inplace_concat(PyObject *op, PyObject *Py_UNUSED(other)) { Py_INCREF(op); return op; }
static PyObject *four_inplace_repeat(PyObject *op, Py_ssize_t Py_UNUSED(n)) { Py_INCREF(op); return op; }
static int four_contains(PyObject *Py_UNUSED(op), PyObject *value) { return PyLong_Check(value); }

static PyObject *
four_item(PyObject *op, Py_ssize_t i)
{
    if (i < 0 || i >= 4) {
        PyErr_SetString(PyExc_IndexError, "out of range");
        return NULL;
    }
    return PyLong_FromLong(((Four *)op)->items[i]);
}

static int
four_ass_item(PyObject *op, Py_ssize_t i, PyObject *value)
{
    if (i < 0 || i >= 4 || value == NULL) {
        PyErr_SetString(PyExc_IndexError, "out of range");
        return -1;
    }
    ((Four *)op)->items[i] = PyLong_AsLong(value);
    return PyErr_Occurred() ? -1 : 0;
}

static PyObject *
four_subscript(PyObject *op, PyObject *key)
{
    Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);
    return PyErr_Occurred() ? NULL : four_item(op, i);
}

static int
four_ass_subscript(PyObject *op, PyObject *key, PyObject *value)
{
    Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);
    return PyErr_Occurred() ? -1 : four_ass_item(op, i, value);
}

static PySequenceMethods four_as_sequence = {
    four_length,            /* sq_length */
    four_concat,            /* sq_concat */
    four_repeat,            /* sq_repeat */
    four_item,              /* sq_item */
    (void *)four_item,                      /* was_sq_slice */  // want field-suite R-SUITE-HOLE
    four_ass_item,          /* sq_ass_item */
    NULL,                   /* was_sq_ass_slice */
    four_contains,          /* sq_contains */
    four_inplace_concat,    /* sq_inplace_concat */
    four_inplace_repeat,    /* sq_inplace_repeat */
};

static PyMappingMethods four_as_mapping = {
    four_length, four_subscript, four_ass_subscript
};

static PyTypeObject Four_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "filled_hole.Four",
    .tp_basicsize = sizeof(Four),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_as_sequence = &four_as_sequence,
    .tp_as_mapping = &four_as_mapping,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef filled_hole_module = {
    PyModuleDef_HEAD_INIT, "filled_hole", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_filled_hole(void)
{
    PyObject *module;

    if (PyType_Ready(&Four_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&filled_hole_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Four_Type);
    if (PyModule_AddObject(module, "Four", (PyObject *)&Four_Type) < 0) {
        Py_DECREF(&Four_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
