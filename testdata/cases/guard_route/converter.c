// Converters for O& that raise an exception of the module, or hand out what it keeps.
#include <Python.h>

static PyObject *RangeError;

typedef struct {
    PyObject_HEAD
    int width, height;
} Sheet;

static PyTypeObject Sheet_Type;

/* 1 to 100. */
static int
size_converter(PyObject *op, int *size)
{
    long value = PyLong_AsLong(op);

    if (value == -1 && PyErr_Occurred()) {
        return 0;
    }
    if (value < 1 || value > 100) {
        PyErr_Format(RangeError, "%ld is no size", value);
        return 0;
    }
    *size = (int)value;
    return 1;
}

/* Gives back what it took when a later argument is wrong. */
static int
sheet_converter(PyObject *op, PyObject **where)
{
    if (op == NULL) {
        Py_CLEAR(*where);
        return 1;
    }
    if (!PyObject_TypeCheck(op, &Sheet_Type)) {
        PyErr_SetString(RangeError, "no sheet");
        return 0;
    }
    Py_INCREF(op);
    *where = op;
    return Py_CLEANUP_SUPPORTED;
}

static int
sheet_init(Sheet *self, PyObject *args, PyObject *kwds)
{
    static char *names[] = {"width", "height", NULL};

    self->width = self->height = 1;
    if (!PyArg_ParseTupleAndKeywords(args, kwds, "|O&O&:Sheet", names,
                                     size_converter, &self->width,
                                     &size_converter, &self->height)) {
        return -1;
    }
    return 0;
}

static PyObject *
sheet_area(Sheet *self, PyObject *unused)
{
    return PyLong_FromLong((long)self->width * self->height);
}

static PyMethodDef sheet_methods[] = {
    {"area", (PyCFunction)sheet_area, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Sheet_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "converter.Sheet",
    .tp_basicsize = sizeof(Sheet),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = sheet_methods,
    .tp_init = (initproc)sheet_init,
    .tp_new = PyType_GenericNew,
};

static PyObject *
widened(PyObject *module, PyObject *args)
{
    PyObject *sheet = NULL;
    int by;
    long width;

    if (!PyArg_ParseTuple(args, "O&O&", sheet_converter, &sheet, size_converter, &by)) {
        return NULL;
    }
    width = ((Sheet *)sheet)->width + by;
    Py_DECREF(sheet);
    return PyLong_FromLong(width);
}

/* Takes nothing, whatever it is. */
static int
no_converter(PyObject *op, void *where)
{
    PyErr_Format(RangeError, "no %R", op);
    return 0;
}

static PyObject *
refused(PyObject *module, PyObject *args)
{
    int nothing;

    if (!PyArg_ParseTuple(args, "O&", no_converter, &nothing)) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"refused", refused, METH_VARARGS, NULL},
    {"widened", widened, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef converter_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "converter",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC
PyInit_converter(void)
{
    PyObject *module;

    if (PyType_Ready(&Sheet_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&converter_module);
    if (module == NULL) {
        return NULL;
    }
    RangeError = PyErr_NewException("converter.RangeError", PyExc_ValueError, NULL);
    if (RangeError == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(RangeError);
    if (PyModule_AddObject(module, "RangeError", RangeError) < 0) {
        Py_DECREF(RangeError);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Sheet_Type);
    if (PyModule_AddObject(module, "Sheet", (PyObject *)&Sheet_Type) < 0) {
        Py_DECREF(&Sheet_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
