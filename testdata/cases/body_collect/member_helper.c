// A helper that asks whether it was given anything, and is given the address of a member: that is always there.
// ids: GC-4 T-TRAV-7
#include <Python.h>

typedef struct {
    PyObject *name;
    PyObject *note;
    long weight;
} Label;

typedef struct {
    Label front;
    Label back;
    int is_single;
} Tags;

typedef struct {
    PyObject_HEAD
    PyObject *owner;
    Tags tags;
} Parcel;

static void
label_release(Label *label)
{
    if (label != NULL) {
        Py_XDECREF(label->name);
        Py_XDECREF(label->note);
    }
}

static void
tags_release(Tags *tags)
{
    label_release(&(tags->front));
    if (!tags->is_single) {
        label_release(&(tags->back));
    }
}

static void
parcel_dealloc(Parcel *self)
{
    tags_release(&(self->tags));
    Py_XDECREF(self->owner);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
parcel_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *owner, *front, *back = NULL;
    Parcel *self;

    if (!PyArg_ParseTuple(args, "OO|O", &owner, &front, &back)) {
        return NULL;
    }
    self = (Parcel *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    Py_INCREF(owner);
    self->owner = owner;
    Py_INCREF(front);
    self->tags.front.name = front;
    Py_XINCREF(back);
    self->tags.back.note = back;
    self->tags.is_single = back == NULL;
    return (PyObject *)self;
}

static PyObject *
parcel_repr(Parcel *self)
{
    if (self->tags.is_single) {
        return PyUnicode_FromFormat("<%R>", self->tags.front.name);
    }
    return PyUnicode_FromFormat("<%R, %R>", self->tags.front.name, self->tags.back.note);
}

static PyTypeObject Parcel_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "member_helper.Parcel",
    .tp_basicsize = sizeof(Parcel),
    .tp_dealloc = (destructor)parcel_dealloc,
    .tp_repr = (reprfunc)parcel_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = parcel_new,
};

static int
member_helper_exec(PyObject *module)
{
    return PyModule_AddType(module, &Parcel_Type);
}

static PyModuleDef_Slot member_helper_slots[] = {
    {Py_mod_exec, member_helper_exec},
    {0, NULL}
};

static struct PyModuleDef member_helper_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "member_helper",
    .m_slots = member_helper_slots,
};

PyMODINIT_FUNC
PyInit_member_helper(void)
{
    return PyModuleDef_Init(&member_helper_module);
}
