// Output of Argument Clinic that somebody changed by hand: Clinic would refuse the file, and so do we.
// ids: R-CLINIC-STALE
#include <Python.h>

typedef struct {
    PyObject_HEAD
    int turns;
} Dial;

/*[clinic input]
module stale
class stale.Dial "Dial *" "&Dial_Type"
[clinic start generated code]*/
/*[clinic end generated code: output=da39a3ee5e6b4b0d input=0000000000000000]*/

static PyObject *
dial_turn(Dial *self, PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromLong(++self->turns);
}

static PyMethodDef dial_methods[] = {
    {"turn", (PyCFunction)dial_turn, METH_NOARGS, PyDoc_STR("Turn the dial.")},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Dial_Type = { // want guard-clinic R-CLINIC-STALE
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "stale.Dial",
    .tp_basicsize = sizeof(Dial),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = dial_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef stale_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "stale",
};

PyMODINIT_FUNC
PyInit_stale(void)
{
    PyObject *module = PyModule_Create(&stale_module);
    if (module == NULL || PyModule_AddType(module, &Dial_Type) < 0)
        return NULL;
    return module;
}
