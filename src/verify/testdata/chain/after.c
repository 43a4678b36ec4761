/* Types that inherit: from each other, from list; a struct sequence and an exception beside them. */
#include <Python.h>
#include <stddef.h>
#include "structmember.h"
#include "compat.h"

typedef struct {
    PyTypeObject *Base;
    PyTypeObject *Derived;
    PyTypeObject *Stack;
    PyTypeObject *Pair;
    PyObject *Error;
} chain_state;

static struct PyModuleDef chain_module;

static chain_state *
chain_state_of(PyTypeObject *type)
{
    PyObject *module = mt_module_by_def(type, &chain_module);
    return module == NULL ? NULL : PyModule_GetState(module);
}

/* Base: any attributes, one parent */

typedef struct {
    PyObject_HEAD
    PyObject *parent;
    PyObject *dict;
} BaseObject;

static int
base_init(PyObject *self, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *parent = Py_None;
    if (!PyArg_ParseTuple(args, "|O:Base", &parent)) {
        return -1;
    }
    chain_state *st = chain_state_of(Py_TYPE(self));
    if (st == NULL) {
        return -1;
    }
    if (parent != Py_None && !PyObject_TypeCheck(parent, st->Base)) {
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
    Py_VISIT(Py_TYPE(self));
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
    PyTypeObject *tp = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    base_clear(self);
    tp->tp_free(self);
    Py_DECREF(tp);
}

static PyObject *
base_root(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    chain_state *st = chain_state_of(Py_TYPE(self));
    if (st == NULL) {
        return NULL;
    }
    while (PyObject_TypeCheck(self, st->Base)) {
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
    {"__dictoffset__", T_PYSSIZET, offsetof(BaseObject, dict), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyType_Slot Base_slots[] = {
    {Py_tp_dealloc, base_dealloc},
    {Py_tp_hash, PyObject_HashNotImplemented},
    {Py_tp_getattro, PyObject_GenericGetAttr},
    {Py_tp_setattro, PyObject_GenericSetAttr},
    {Py_tp_doc, "Has a parent."},
    {Py_tp_traverse, base_traverse},
    {Py_tp_clear, base_clear},
    {Py_tp_methods, base_methods},
    {Py_tp_members, base_members},
    {Py_tp_init, base_init},
    {Py_tp_new, PyType_GenericNew},
    {0, NULL},
};

static PyType_Spec Base_spec = {
    .name = "chain.Base",
    .basicsize = sizeof(BaseObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | MT_IMMUTABLE,
    .slots = Base_slots,
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

static PyType_Slot Derived_slots[] = {
    {Py_tp_dealloc, derived_dealloc},
    {Py_tp_traverse, derived_traverse},
    {Py_tp_clear, derived_clear},
    {Py_tp_members, derived_members},
    {Py_tp_new, PyType_GenericNew},
    {0, NULL},
};

static PyType_Spec Derived_spec = {
    .name = "chain.Derived",
    .basicsize = sizeof(DerivedObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | MT_IMMUTABLE,
    .slots = Derived_slots,
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

/* tp_new is that of list, which looks for its own there. */
static int
stack_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    return PyList_Type.tp_traverse(self, visit, arg);
}

static int
stack_clear(PyObject *self)
{
    return PyList_Type.tp_clear(self);
}

static PyType_Slot Stack_slots[] = {
    {Py_tp_traverse, stack_traverse},
    {Py_tp_clear, stack_clear},
    {Py_tp_methods, stack_methods},
    {Py_tp_new, PyType_GenericNew},
    {0, NULL},
};

static PyType_Spec Stack_spec = {
    .name = "chain.Stack",
    .basicsize = sizeof(PyListObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | MT_IMMUTABLE,
    .slots = Stack_slots,
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

static PyObject *
chain_pair(PyObject *module, PyObject *value)
{
    chain_state *st = PyModule_GetState(module);
    if (value == Py_None) {
        PyErr_SetString(st->Error, "nothing to pair");
        return NULL;
    }
    PyObject *pair = PyStructSequence_New(st->Pair);
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

static int
chain_add(PyObject *module, const char *name, PyTypeObject *type)
{
    Py_INCREF(type);
    if (PyModule_AddObject(module, name, (PyObject *)type) < 0) {
        Py_DECREF(type);
        return -1;
    }
    return 0;
}

static int
chain_exec(PyObject *module)
{
    chain_state *st = PyModule_GetState(module);
    st->Base = mt_make_type(module, &Base_spec, NULL);
    if (st->Base == NULL) {
        return -1;
    }
    st->Derived = mt_make_type(module, &Derived_spec, st->Base);
    if (st->Derived == NULL) {
        return -1;
    }
    st->Stack = mt_make_type(module, &Stack_spec, &PyList_Type);
    if (st->Stack == NULL) {
        return -1;
    }
    st->Pair = PyStructSequence_NewType(&pair_desc);
    if (st->Pair == NULL) {
        return -1;
    }
    st->Pair->tp_flags |= MT_IMMUTABLE;
    PyType_Modified(st->Pair);
    st->Error = PyErr_NewExceptionWithDoc("chain.Error", "Something with the chain.", NULL, NULL);
    if (st->Error == NULL) {
        return -1;
    }
    if (chain_add(module, "Base", st->Base) < 0 || chain_add(module, "Derived", st->Derived) < 0
        || chain_add(module, "Stack", st->Stack) < 0 || chain_add(module, "Pair", st->Pair) < 0) {
        return -1;
    }
    return chain_add(module, "Error", (PyTypeObject *)st->Error);
}

static int
chain_traverse(PyObject *module, visitproc visit, void *arg)
{
    chain_state *st = PyModule_GetState(module);
    Py_VISIT(st->Base);
    Py_VISIT(st->Derived);
    Py_VISIT(st->Stack);
    Py_VISIT(st->Pair);
    Py_VISIT(st->Error);
    return 0;
}

static int
chain_clear(PyObject *module)
{
    chain_state *st = PyModule_GetState(module);
    Py_CLEAR(st->Base);
    Py_CLEAR(st->Derived);
    Py_CLEAR(st->Stack);
    Py_CLEAR(st->Pair);
    Py_CLEAR(st->Error);
    return 0;
}

static void
chain_free(void *module)
{
    chain_clear((PyObject *)module);
}

static PyModuleDef_Slot chain_slots[] = {
    {Py_mod_exec, chain_exec},
    {0, NULL},
};

static struct PyModuleDef chain_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "chain",
    .m_size = sizeof(chain_state),
    .m_methods = chain_functions,
    .m_slots = chain_slots,
    .m_traverse = chain_traverse,
    .m_clear = chain_clear,
    .m_free = chain_free,
};

PyMODINIT_FUNC
PyInit_chain(void)
{
    return PyModuleDef_Init(&chain_module);
}
