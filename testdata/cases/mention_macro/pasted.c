// Strings whose variables a macro names, and that leaves the init function; a macro that casts; functions that are called
// without their module.
// ids: P-4 MOD-5 T-NEW-4
#include <Python.h>

#define OBJECT(o) ((PyObject *)(o))

static PyObject *str_upper, *str_lower;
static PyObject *str_title;

typedef struct {
    PyObject_HEAD
    PyObject *text;
} Word;

static PyTypeObject Word_Type;
static PyTypeObject Loud_Type;

static PyObject *
shout(PyObject *Py_UNUSED(ignored), PyObject *text)
{
    return PyObject_CallMethodObjArgs(text, str_upper, NULL);
}

static PyObject *
word_lower(Word *self, PyObject *Py_UNUSED(ignored))
{
    return PyObject_CallMethodObjArgs(self->text, str_lower, NULL);
}

static PyObject *
word_title(Word *self, PyObject *Py_UNUSED(ignored))
{
    return PyObject_CallMethodObjArgs(self->text, str_title, NULL);
}

static PyObject *
word_shout(Word *self, PyObject *Py_UNUSED(ignored))
{
    return shout(NULL, self->text);
}

static int
word_init(Word *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"text", NULL};
    PyObject *text;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "U:Word", names, &text))
        return -1;
    Py_INCREF(text);
    Py_XSETREF(self->text, text);
    return 0;
}

static void
word_dealloc(Word *self)
{
    Py_XDECREF(self->text);
    Py_TYPE(self)->tp_free(OBJECT(self));
}

static void
loud_dealloc(Word *self)
{
    word_dealloc(self);
}

static PyMethodDef word_methods[] = {
    {"lower", (PyCFunction)word_lower, METH_NOARGS, NULL},
    {"title", (PyCFunction)word_title, METH_NOARGS, NULL},
    {"shout", (PyCFunction)word_shout, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Word_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pasted.Word",
    .tp_basicsize = sizeof(Word),
    .tp_dealloc = (destructor)word_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = word_methods,
    .tp_init = (initproc)word_init,
};

static PyTypeObject Loud_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pasted.Loud",
    .tp_basicsize = sizeof(Word),
    .tp_dealloc = (destructor)loud_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Word_Type,
};

static PyMethodDef module_methods[] = {
    {"shout", shout, METH_O, PyDoc_STR("In capitals.")},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef pasted_module = {
    PyModuleDef_HEAD_INIT, "pasted", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

#define INTERN(name) \
    if ((str_ ## name = PyUnicode_InternFromString(#name)) == NULL) \
        return NULL

PyMODINIT_FUNC
PyInit_pasted(void)
{
    PyObject *module;

    INTERN(upper);
    INTERN(lower);
    INTERN(title);
    Word_Type.tp_new = PyBaseObject_Type.tp_new;
    if (PyType_Ready(&Word_Type) < 0)
        return NULL;
    Loud_Type.tp_new = PyBaseObject_Type.tp_new;
    if (PyType_Ready(&Loud_Type) < 0)
        return NULL;
    module = PyModule_Create(&pasted_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Word_Type);
    if (PyModule_AddObject(module, "Word", OBJECT(&Word_Type)) < 0)
        return NULL;
    Py_INCREF(&Loud_Type);
    if (PyModule_AddObject(module, "Loud", OBJECT(&Loud_Type)) < 0)
        return NULL;
    return module;
}
