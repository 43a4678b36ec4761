/* A tally: it counts, and knows another tally when it sees one. The example of README.md. */

#include <Python.h>

typedef struct {
    PyObject_HEAD
    Py_ssize_t count;
} TallyObject;

static PyTypeObject Tally_Type;

static PyObject *
Tally_add(TallyObject *self, PyObject *other)
{
    if (!PyObject_TypeCheck(other, &Tally_Type)) {
        PyErr_SetString(PyExc_TypeError, "only a tally can be added");
        return NULL;
    }
    self->count += ((TallyObject *)other)->count;
    Py_RETURN_NONE;
}

static PyMethodDef Tally_methods[] = {
    {"add", (PyCFunction)Tally_add, METH_O, "Adds another tally to this one."},
    {NULL},
};

static PyTypeObject Tally_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "tally.Tally",
    .tp_doc = "A tally.",
    .tp_basicsize = sizeof(TallyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = Tally_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef tally_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "tally",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_tally(void)
{
    PyObject *module = PyModule_Create(&tally_module);
    if (module == NULL) {
        return NULL;
    }
    if (PyModule_AddType(module, &Tally_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
