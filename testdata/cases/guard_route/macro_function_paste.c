// A macro that writes functions and puts the names of variables together in them: nobody can say what they hold.
// ids: P-3
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Seat;

static PyTypeObject Seat_Type;

static PyObject *seat_left;
static PyObject *seat_right;

static PyObject *
new_seat(long value)
{
    Seat *seat = PyObject_New(Seat, &Seat_Type);

    if (seat != NULL) {
        seat->value = value;
    }
    return (PyObject *)seat;
}

#define SEAT(side, number)                                              \
    static PyObject *                                                   \
    side(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))     \
    {                                                                   \
        if (seat_##side == NULL) {                                      \
            seat_##side = new_seat(number);                             \
        }                                                               \
        Py_XINCREF(seat_##side);                                        \
        return seat_##side;                                             \
    }

SEAT(left, 1) // want guard-route P-3
SEAT(right, 2)

static PyTypeObject Seat_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "macro_function_paste.Seat",
    .tp_basicsize = sizeof(Seat),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyMethodDef methods[] = {
    {"left", left, METH_NOARGS, NULL},
    {"right", right, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef macro_function_paste_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "macro_function_paste",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_macro_function_paste(void)
{
    if (PyType_Ready(&Seat_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&macro_function_paste_module);
}
