// The module object is kept in a variable by which the state is found: variable, macro and their comment go.
// ids: MOD-4
#include <Python.h>

typedef struct {
    PyObject *label;
} KeptState;

/* Set once the module is made. */
static PyObject *kept_module;
#define STATE ((KeptState *)PyModule_GetState(kept_module))

/* How often a tag was made. */
static long made = 0;

typedef struct {
    PyObject_HEAD
    long number;
} Tag;

static PyObject *
tag_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    Tag *self = (Tag *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->number = ++made;
    }
    return (PyObject *)self;
}

static PyObject *
tag_repr(PyObject *self)
{
    return PyUnicode_FromFormat("%U", STATE->label);
}

static PyTypeObject Tag_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "kept_module.Tag",
    .tp_basicsize = sizeof(Tag),
    .tp_repr = tag_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = tag_new,
};

static int
kept_traverse(PyObject *module, visitproc visit, void *arg)
{
    KeptState *state = PyModule_GetState(module);
    Py_VISIT(state->label);
    return 0;
}

static int
kept_clear(PyObject *module)
{
    KeptState *state = PyModule_GetState(module);
    Py_CLEAR(state->label);
    return 0;
}

static struct PyModuleDef kept_module_def = {
    PyModuleDef_HEAD_INIT,
    .m_name = "kept_module",
    .m_size = sizeof(KeptState),
    .m_traverse = kept_traverse,
    .m_clear = kept_clear,
};

PyMODINIT_FUNC
PyInit_kept_module(void)
{
    kept_module = PyModule_Create(&kept_module_def);
    if (kept_module == NULL) {
        return NULL;
    }
    STATE->label = PyUnicode_FromString("a tag");
    if (STATE->label == NULL) {
        return NULL;
    }
    if (PyType_Ready(&Tag_Type) < 0) {
        return NULL;
    }
    Py_INCREF(&Tag_Type);
    PyModule_AddObject(kept_module, "Tag", (PyObject *)&Tag_Type);
    return kept_module;
}
