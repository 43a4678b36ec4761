// Functions that a macro writes and that are called by their names: they cannot be given the state, which another use of
// the macro may not have.
// ids: P-3
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Card;

static PyTypeObject Card_Type;

#define DEAL(suit, from)                                    \
    static PyObject *                                       \
    deal_##suit(long value) /* want guard-route P-3 */      \
    {                                                       \
        Card *card = PyObject_New(Card, &Card_Type);        \
        if (card != NULL) {                                 \
            card->value = value + from;                     \
        }                                                   \
        return (PyObject *)card;                            \
    }

DEAL(hearts, 0)
DEAL(spades, 13)

static PyObject *
deal(PyObject *Py_UNUSED(module), PyObject *arg)
{
    long value = PyLong_AsLong(arg);

    return value > 13 ? deal_spades(value) : deal_hearts(value);
}

static PyTypeObject Card_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "macro_function_helper.Card",
    .tp_basicsize = sizeof(Card),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyMethodDef methods[] = {
    {"deal", deal, METH_O, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef macro_function_helper_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "macro_function_helper",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit_macro_function_helper(void)
{
    if (PyType_Ready(&Card_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&macro_function_helper_module);
}
