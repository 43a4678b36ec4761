// What an instance owns lies in arrays, in a nested struct and behind a helper: the traverse goes the way of the dealloc.
// ids: GC-4 T-TRAV-7 AL-2
#include <Python.h>

typedef struct {
    Py_ssize_t count;
    PyObject **items;
} Row;

typedef struct {
    PyObject_HEAD
    int is_open;
    PyObject *title;
    struct {
        PyObject *writer;
        int line;
    } out;
    PyObject *pair[2];
    Row row;
    Row *more;
    Py_ssize_t more_count;
    PyObject *last;    /* one of the items: migrate-types: gc=borrowed */
} Sheet;

static PyTypeObject Sheet_Type;

static void
row_free(Row *row)
{
    Py_ssize_t i = row->count;
    while (--i >= 0) {
        Py_DECREF(row->items[i]);
    }
    PyMem_Free(row->items);
}

static void
sheet_dealloc(Sheet *self)
{
    int i;
    Py_ssize_t at;

    Py_XDECREF(self->title);
    if (self->is_open) {
        Py_DECREF(self->out.writer);
    }
    for (i = 0; i < 2; i++) {
        Py_XDECREF(self->pair[i]);
    }
    row_free(&self->row);
    if (self->more != NULL) {
        for (at = 0; at < self->more_count; at++) {
            row_free(&self->more[at]);
        }
        PyMem_Free(self->more);
    }
    PyObject_Del(self);
}

static int
row_fill(Row *row, PyObject *list)
{
    Py_ssize_t i;

    row->count = 0;
    row->items = PyMem_New(PyObject *, PyList_GET_SIZE(list) + 1);
    if (row->items == NULL) {
        return -1;
    }
    for (i = 0; i < PyList_GET_SIZE(list); i++) {
        row->items[i] = PyList_GET_ITEM(list, i);
        Py_INCREF(row->items[i]);
    }
    row->count = i;
    return 0;
}

/* sheet(title, writer, list, list): makes a sheet, open when the writer is not None */
static PyObject *
sheet(PyObject *module, PyObject *args)
{
    PyObject *title, *writer, *first, *second;
    Sheet *self;

    if (!PyArg_ParseTuple(args, "OOO!O!", &title, &writer, &PyList_Type, &first, &PyList_Type, &second)) {
        return NULL;
    }
    self = PyObject_New(Sheet, &Sheet_Type);
    if (self == NULL) {
        return NULL;
    }
    Py_INCREF(title);
    self->title = title;
    self->is_open = writer != Py_None;
    self->out.line = 0;
    if (self->is_open) {
        Py_INCREF(writer);
        self->out.writer = writer;
    }
    Py_INCREF(title);
    self->pair[0] = title;
    self->pair[1] = NULL;
    self->last = NULL;
    self->row.count = 0;
    self->row.items = NULL;
    self->more_count = 0;
    self->more = PyMem_New(Row, 1);
    if (self->more == NULL || row_fill(&self->row, first) < 0 || row_fill(self->more, second) < 0) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    self->more_count = 1;
    return (PyObject *)self;
}

static PyObject *
sheet_count(Sheet *self, PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromSsize_t(self->row.count + self->more[0].count);
}

static PyMethodDef sheet_methods[] = {
    {"count", (PyCFunction)sheet_count, METH_NOARGS, "The number of items."},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Sheet_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "nested.Sheet",
    .tp_basicsize = sizeof(Sheet),
    .tp_dealloc = (destructor)sheet_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = sheet_methods,
};

static PyMethodDef methods[] = {
    {"sheet", sheet, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "nested", NULL, -1, methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_nested(void)
{
    if (PyType_Ready(&Sheet_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&module_def);
}
