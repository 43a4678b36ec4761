// Functions whose wrappers Argument Clinic wrote: its input, its output and its checksums change together.
// ids: C-1 C-2 C-3
#include <Python.h>
#if PY_VERSION_HEX >= 0x030D0000
/* Exported, and declared in internal headers only. */
extern int _PyArg_NoKeywords(const char *name, PyObject *kwargs);
extern int _PyArg_CheckPositional(const char *name, Py_ssize_t given, Py_ssize_t min, Py_ssize_t max);
extern void _PyArg_BadArgument(const char *name, const char *which, const char *expected, PyObject *arg);
#endif

typedef struct {
    PyObject_HEAD
    PyObject *width;
} Box;

typedef struct {
    PyObject_HEAD
    PyObject *box;
} Lid;

/*[clinic input]
destination header new file '{dirname}/{basename}.h'
output everything header
output docstring_prototype suppress
output parser_prototype suppress
output cpp_if suppress
output cpp_endif suppress
output methoddef_ifndef suppress
output impl_definition block
module wrappers
class wrappers.Box "Box *" "&Box_Type"
class wrappers.Lid "Lid *" "&Lid_Type"
[clinic start generated code]*/
/*[clinic end generated code: output=da39a3ee5e6b4b0d input=60a768deefe71e81]*/

static PyTypeObject Box_Type;
static PyTypeObject Lid_Type;
#include "wrappers.c.h"

static PyObject *
make_lid(Box *box)
{
    Lid *lid = PyObject_GC_New(Lid, &Lid_Type);
    if (lid == NULL)
        return NULL;
    Py_INCREF(box);
    lid->box = (PyObject *)box;
    PyObject_GC_Track(lid);
    return (PyObject *)lid;
}

/*[clinic input]
@classmethod
wrappers.Box.__new__

    width: object
    /

A box.
[clinic start generated code]*/

static PyObject *
wrappers_Box_impl(PyTypeObject *type, PyObject *width)
/*[clinic end generated code: output=085834500571eba2 input=807cd6ef1b56b780]*/

{
    Box *self = (Box *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(width);
    self->width = width;
    return (PyObject *)self;
}

/*[clinic input]
wrappers.Box.lid

Make a lid for this box.
[clinic start generated code]*/

static PyObject *
wrappers_Box_lid_impl(Box *self)
/*[clinic end generated code: output=acd8bf5925f39bff input=ca95d9c8f415a1f8]*/

{
    return make_lid(self);
}

/*[clinic input]
wrappers.Box.fits -> int

    other: object
    /

Whether another box is as wide.
[clinic start generated code]*/

static int
wrappers_Box_fits_impl(Box *self, PyObject *other)
/*[clinic end generated code: output=e91bbbed5726cf3f input=304b460fdb33eab1]*/

{
    if (!PyObject_TypeCheck(other, &Box_Type))
        return 0;
    return PyObject_RichCompareBool(self->width, ((Box *)other)->width, Py_EQ);
}

static int
box_traverse(Box *self, visitproc visit, void *arg)
{
    Py_VISIT(self->width);
    return 0;
}

static void
box_dealloc(Box *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->width);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

/* It calls what stands behind a wrapper, with another object than its own. */
static PyObject *
lid_of(PyObject *object)
{
    if (!PyObject_TypeCheck(object, &Box_Type)) {
        PyErr_SetString(PyExc_TypeError, "no box");
        return NULL;
    }
    return wrappers_Box_lid_impl((Box *)object);
}

static PyObject *
box_call(PyObject *self, PyObject *args, PyObject *kwds)
{
    PyObject *object;
    if (!PyArg_ParseTuple(args, "O", &object))
        return NULL;
    return lid_of(object);
}

static PyMethodDef box_methods[] = {
    WRAPPERS_BOX_LID_METHODDEF
    WRAPPERS_BOX_FITS_METHODDEF
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "wrappers.Box",
    .tp_basicsize = sizeof(Box),
    .tp_dealloc = (destructor)box_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = wrappers_Box__doc__,
    .tp_traverse = (traverseproc)box_traverse,
    .tp_methods = box_methods,
    .tp_new = wrappers_Box,
    .tp_call = box_call,
};

/*[clinic input]
@classmethod
wrappers.Lid.__new__

    box: object(subclass_of='&Box_Type')
    /

A lid.
[clinic start generated code]*/

static PyObject *
wrappers_Lid_impl(PyTypeObject *type, PyObject *box)
/*[clinic end generated code: output=54c2089d157646f8 input=689631391b087297]*/

{
    return make_lid((Box *)box);
}

static int
lid_traverse(Lid *self, visitproc visit, void *arg)
{
    Py_VISIT(self->box);
    return 0;
}

static void
lid_dealloc(Lid *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->box);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject Lid_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "wrappers.Lid",
    .tp_basicsize = sizeof(Lid),
    .tp_dealloc = (destructor)lid_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = wrappers_Lid__doc__,
    .tp_traverse = (traverseproc)lid_traverse,
    .tp_new = wrappers_Lid,
};

/*[clinic input]
wrappers.box

    width: object
    /

Make a box.
[clinic start generated code]*/

static PyObject *
wrappers_box(PyObject *module, PyObject *width)
/*[clinic end generated code: output=b17ba81202bd005e input=dec675235ced9654]*/

{
    return PyObject_CallFunctionObjArgs((PyObject *)&Box_Type, width, NULL);
}

static PyMethodDef wrappers_methods[] = {
    WRAPPERS_BOX_METHODDEF
    {NULL, NULL, 0, NULL}
};

static int
wrappers_exec(PyObject *module)
{
    if (PyModule_AddType(module, &Box_Type) < 0)
        return -1;
    return PyModule_AddType(module, &Lid_Type);
}

static PyModuleDef_Slot wrappers_slots[] = {
    {Py_mod_exec, wrappers_exec},
    {0, NULL}
};

static struct PyModuleDef wrappers_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "wrappers",
    .m_methods = wrappers_methods,
    .m_slots = wrappers_slots,
};

PyMODINIT_FUNC
PyInit_wrappers(void)
{
    return PyModuleDef_Init(&wrappers_module);
}
