/* A view holds the type of its iterators, which needed no visit as long as that was immortal. */
// ids: T-TRAV-1
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *items;
    PyTypeObject *step_type;
} View;

typedef struct {
    PyObject_HEAD
    PyObject *items;
    Py_ssize_t at;
} Step;

static PyTypeObject View_Type;
static PyTypeObject Step_Type;

static int
step_traverse(Step *self, visitproc visit, void *arg)
{
    Py_VISIT(self->items);
    return 0;
}

static void
step_dealloc(Step *self)
{
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->items);
    PyObject_GC_Del(self);
}

static PyObject *
step_next(Step *self)
{
    PyObject *item;

    if (self->at >= PyTuple_GET_SIZE(self->items))
        return NULL;
    item = PyTuple_GET_ITEM(self->items, self->at++);
    Py_INCREF(item);
    return item;
}

static PyTypeObject Step_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "holds_type.Step",
    .tp_basicsize = sizeof(Step),
    .tp_dealloc = (destructor)step_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)step_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)step_next,
};

static int
view_traverse(View *self, visitproc visit, void *arg)
{
    Py_VISIT(self->items);
    return 0;
}

static int
view_clear(View *self)
{
    Py_CLEAR(self->items);
    Py_CLEAR(self->step_type);
    return 0;
}

static void
view_dealloc(View *self)
{
    PyObject_GC_UnTrack(self);
    (void)view_clear(self);
    PyObject_GC_Del(self);
}

static PyObject *
view_iter(View *self)
{
    Step *step = PyObject_GC_New(Step, self->step_type);

    if (step == NULL)
        return NULL;
    Py_INCREF(self->items);
    step->items = self->items;
    step->at = 0;
    PyObject_GC_Track(step);
    return (PyObject *)step;
}

static PyTypeObject View_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "holds_type.View",
    .tp_basicsize = sizeof(View),
    .tp_dealloc = (destructor)view_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)view_traverse,
    .tp_clear = (inquiry)view_clear,
    .tp_iter = (getiterfunc)view_iter,
};

static PyObject *
view_of(PyObject *items, PyTypeObject *step_type)
{
    View *view = PyObject_GC_New(View, &View_Type);

    if (view == NULL)
        return NULL;
    Py_INCREF(items);
    view->items = items;
    Py_INCREF(step_type);
    view->step_type = step_type;
    PyObject_GC_Track(view);
    return (PyObject *)view;
}

static PyObject *
holds_type_view(PyObject *Py_UNUSED(module), PyObject *args)
{
    return view_of(args, &Step_Type);
}

static PyMethodDef holds_type_methods[] = {
    {"view", holds_type_view, METH_VARARGS, PyDoc_STR("A view of the arguments.")},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef holds_type_module = {
    PyModuleDef_HEAD_INIT, "holds_type", NULL, -1, holds_type_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_holds_type(void)
{
    if (PyType_Ready(&View_Type) < 0 || PyType_Ready(&Step_Type) < 0)
        return NULL;
    return PyModule_Create(&holds_type_module);
}
