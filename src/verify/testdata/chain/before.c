/* Types that inherit: from each other, from list; a struct sequence and an exception beside them. */
#include <Python.h>
#include <stddef.h>
#include "structmember.h"

/* Base: any attributes, one parent */

typedef struct {
    PyObject_HEAD
    PyObject *parent;
    PyObject *dict;
} BaseObject;

static PyTypeObject Base_Type;

static int
base_init(PyObject *self, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *parent = Py_None;
    if (!PyArg_ParseTuple(args, "|O:Base", &parent)) {
        return -1;
    }
    if (parent != Py_None && !PyObject_TypeCheck(parent, &Base_Type)) {
        PyErr_SetString(PyExc_TypeError, "the parent must be a Base");
        return -1;
    }
    Py_INCREF(parent);
    Py_XSETREF(((BaseObject *)self)->parent, parent);
    return 0;
}

static int
base_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((BaseObject *)self)->parent);
    Py_VISIT(((BaseObject *)self)->dict);
    return 0;
}

static int
base_clear(PyObject *self)
{
    Py_CLEAR(((BaseObject *)self)->parent);
    Py_CLEAR(((BaseObject *)self)->dict);
    return 0;
}

static void
base_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    base_clear(self);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *
base_root(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    while (PyObject_TypeCheck(self, &Base_Type)) {
        PyObject *parent = ((BaseObject *)self)->parent;
        if (parent == NULL || parent == Py_None || parent == self) {
            break;
        }
        self = parent;
    }
    Py_INCREF(self);
    return self;
}

static PyMethodDef base_methods[] = {
    {"root", base_root, METH_NOARGS, "The last of the parents."},
    {NULL, NULL, 0, NULL}
};

static PyMemberDef base_members[] = {
    {"parent", T_OBJECT, offsetof(BaseObject, parent), 0, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyTypeObject Base_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "chain.Base",                               /* tp_name */
    sizeof(BaseObject),                         /* tp_basicsize */
    0,                                          /* tp_itemsize */
    base_dealloc,                               /* tp_dealloc */
    0,                                          /* tp_vectorcall_offset */
    0,                                          /* tp_getattr */
    0,                                          /* tp_setattr */
    0,                                          /* tp_as_async */
    0,                                          /* tp_repr */
    0,                                          /* tp_as_number */
    0,                                          /* tp_as_sequence */
    0,                                          /* tp_as_mapping */
    PyObject_HashNotImplemented,                /* tp_hash */
    0,                                          /* tp_call */
    0,                                          /* tp_str */
    PyObject_GenericGetAttr,                    /* tp_getattro */
    PyObject_GenericSetAttr,                    /* tp_setattro */
    0,                                          /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, /* tp_flags */
    "Has a parent.",                            /* tp_doc */
    base_traverse,                              /* tp_traverse */
    base_clear,                                 /* tp_clear */
    0,                                          /* tp_richcompare */
    0,                                          /* tp_weaklistoffset */
    0,                                          /* tp_iter */
    0,                                          /* tp_iternext */
    base_methods,                               /* tp_methods */
    base_members,                               /* tp_members */
    0,                                          /* tp_getset */
    0,                                          /* tp_base */
    0,                                          /* tp_dict */
    0,                                          /* tp_descr_get */
    0,                                          /* tp_descr_set */
    offsetof(BaseObject, dict),                 /* tp_dictoffset */
    base_init,                                  /* tp_init */
    0,                                          /* tp_alloc */
    PyType_GenericNew,                          /* tp_new */
};

/* Derived: a label more */

typedef struct {
    BaseObject base;
    PyObject *label;
} DerivedObject;

static int
derived_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((DerivedObject *)self)->label);
    return base_traverse(self, visit, arg);
}

static int
derived_clear(PyObject *self)
{
    Py_CLEAR(((DerivedObject *)self)->label);
    return base_clear(self);
}

static void
derived_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_CLEAR(((DerivedObject *)self)->label);
    base_dealloc(self);
}

static PyMemberDef derived_members[] = {
    {"label", T_OBJECT, offsetof(DerivedObject, label), 0, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyTypeObject Derived_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "chain.Derived",
    .tp_basicsize = sizeof(DerivedObject),
    .tp_dealloc = derived_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = derived_traverse,
    .tp_clear = derived_clear,
    .tp_members = derived_members,
    .tp_base = &Base_Type,
};

/* Stack: a list with one method more */

static PyObject *
stack_peek(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    Py_ssize_t size = PyList_GET_SIZE(self);
    if (size == 0) {
        PyErr_SetString(PyExc_IndexError, "the stack is empty");
        return NULL;
    }
    PyObject *top = PyList_GET_ITEM(self, size - 1);
    Py_INCREF(top);
    return top;
}

static PyMethodDef stack_methods[] = {
    {"peek", stack_peek, METH_NOARGS, "The last item, which stays."},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Stack_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "chain.Stack",
    .tp_basicsize = sizeof(PyListObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = stack_methods,
};

/* Pair: a struct sequence; Error: an exception */

static PyStructSequence_Field pair_fields[] = {
    {"left", "the first"},
    {"right", "the second"},
    {NULL, NULL}
};

static PyStructSequence_Desc pair_desc = {
    "chain.Pair",
    "Two things.",
    pair_fields,
    2,
};

static PyTypeObject Pair_Type;
static PyObject *chain_error;

static PyObject *
chain_pair(PyObject *Py_UNUSED(module), PyObject *value)
{
    if (value == Py_None) {
        PyErr_SetString(chain_error, "nothing to pair");
        return NULL;
    }
    PyObject *pair = PyStructSequence_New(&Pair_Type);
    if (pair != NULL) {
        Py_INCREF(value);
        Py_INCREF(value);
        PyStructSequence_SET_ITEM(pair, 0, value);
        PyStructSequence_SET_ITEM(pair, 1, value);
    }
    return pair;
}

static PyMethodDef chain_functions[] = {
    {"pair", chain_pair, METH_O, "A pair of the same."},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef chain_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "chain",
    .m_size = -1,
    .m_methods = chain_functions,
};

PyMODINIT_FUNC
PyInit_chain(void)
{
    Stack_Type.tp_base = &PyList_Type;
    if (PyType_Ready(&Base_Type) < 0 || PyType_Ready(&Derived_Type) < 0 || PyType_Ready(&Stack_Type) < 0) {
        return NULL;
    }
    if (Pair_Type.tp_name == NULL && PyStructSequence_InitType2(&Pair_Type, &pair_desc) < 0) {
        return NULL;
    }
    chain_error = PyErr_NewExceptionWithDoc("chain.Error", "Something with the chain.", NULL, NULL);
    PyObject *module = PyModule_Create(&chain_module);
    if (module == NULL || chain_error == NULL) {
        return NULL;
    }
    Py_INCREF(&Base_Type);
    PyModule_AddObject(module, "Base", (PyObject *)&Base_Type);
    Py_INCREF(&Derived_Type);
    PyModule_AddObject(module, "Derived", (PyObject *)&Derived_Type);
    Py_INCREF(&Stack_Type);
    PyModule_AddObject(module, "Stack", (PyObject *)&Stack_Type);
    Py_INCREF(&Pair_Type);
    PyModule_AddObject(module, "Pair", (PyObject *)&Pair_Type);
    Py_INCREF(chain_error);
    PyModule_AddObject(module, "Error", chain_error);
    return module;
}
