// A type that only the module's own function makes: it cannot be called from Python, before and after.
// ids: T-NEW-1 FL-NEW T-DOC-2 AL-1
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long serial;
} Ticket;

static PyTypeObject Ticket_Type;
static long last_serial;

static PyObject *
ticket_repr(PyObject *op)
{
    return PyUnicode_FromFormat("<ticket %ld>", ((Ticket *)op)->serial);
}

static PyTypeObject Ticket_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "factory_only.Ticket",
    .tp_basicsize = sizeof(Ticket),
    .tp_repr = ticket_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *
draw(PyObject *module, PyObject *Py_UNUSED(ignored))
{
    Ticket *ticket = PyObject_New(Ticket, &Ticket_Type);
    if (ticket == NULL) {
        return NULL;
    }
    ticket->serial = ++last_serial;
    return (PyObject *)ticket;
}

static PyMethodDef methods[] = {
    {"draw", draw, METH_NOARGS, "Draws the next ticket."},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "factory_only", NULL, -1, methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_factory_only(void)
{
    PyObject *module = PyModule_Create(&module_def);
    if (module == NULL) {
        return NULL;
    }
    if (PyType_Ready(&Ticket_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Ticket_Type);
    if (PyModule_AddObject(module, "Ticket", (PyObject *)&Ticket_Type) < 0) {
        Py_DECREF(&Ticket_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
