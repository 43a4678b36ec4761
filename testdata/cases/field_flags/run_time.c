// Fields and flags that are set before PyType_Ready say the same as the initializer; the object has a second name there.
// ids: FL-RT T-NEW-4 T-DEALLOC-1 GC-4
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Cell;

static PyTypeObject Cell_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "run_time.Cell",
    sizeof(Cell)
};

static void
cell_dealloc(PyObject *op)
{
    Cell *self;

    self = (Cell *)op;
    Py_XDECREF(self->value);
    PyObject_Del(self);
}

static PyObject *
cell_repr(PyObject *op)
{
    Cell *self;

    self = (Cell *)op;
    return PyUnicode_FromFormat("Cell(%R)", self->value);
}

static PyObject *
make(PyObject *module, PyObject *value)
{
    Cell *cell = PyObject_New(Cell, &Cell_Type);
    if (cell == NULL) {
        return NULL;
    }
    Py_INCREF(value);
    cell->value = value;
    return (PyObject *)cell;
}

static PyMethodDef methods[] = {
    {"make", make, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "run_time", NULL, -1, methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_run_time(void)
{
    Cell_Type.tp_dealloc = cell_dealloc;
    Cell_Type.tp_repr = cell_repr;
    Cell_Type.tp_flags = Py_TPFLAGS_DEFAULT;
    Cell_Type.tp_flags |= Py_TPFLAGS_BASETYPE;
    if (PyType_Ready(&Cell_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&module_def);
}
