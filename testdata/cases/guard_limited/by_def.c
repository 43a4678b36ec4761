// The limited API of 3.13 has PyType_GetModuleByDef.
// limited: 3.13
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    double x;
    int tag;
} Point;

static PyTypeObject Point_Type;

static PyObject *
point_of(PyTypeObject *type, double x)
{
    Point *self = (Point *)type->tp_alloc(type, 0);

    if (self != NULL)
        self->x = x;
    return (PyObject *)self;
}

static PyObject *
Point_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    double x = 0;

    if (!PyArg_ParseTuple(args, "|d:Point", &x))
        return NULL;
    return point_of(type, x);
}

static void
Point_dealloc(Point *self)
{
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
Point_twin(Point *self, PyObject *Py_UNUSED(ignored))
{
    return point_of(&Point_Type, self->x);
}

static PyObject *
Point_add(PyObject *left, PyObject *right)
{
    if (!PyObject_TypeCheck(left, &Point_Type) || !PyObject_TypeCheck(right, &Point_Type))
        Py_RETURN_NOTIMPLEMENTED;
    return point_of(&Point_Type, ((Point *)left)->x + ((Point *)right)->x);
}

static PyObject *
Point_get_x(Point *self, void *Py_UNUSED(closure))
{
    return PyFloat_FromDouble(self->x);
}

static PyMethodDef Point_methods[] = {
    {"twin", (PyCFunction)Point_twin, METH_NOARGS, "another one at the same place"},
    {NULL, NULL, 0, NULL}
};

static PyMemberDef Point_members[] = {
    {"tag", T_INT, offsetof(Point, tag), 0, "a number"},
    {NULL, 0, 0, 0, NULL}
};

static PyGetSetDef Point_getset[] = {
    {"x", (getter)Point_get_x, NULL, "where", NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static PyNumberMethods Point_as_number = {
    .nb_add = Point_add,
};

static PyTypeObject Point_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "by_def.Point",
    .tp_basicsize = sizeof(Point),
    .tp_dealloc = (destructor)Point_dealloc,
    .tp_as_number = &Point_as_number,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "a place on a line",
    .tp_methods = Point_methods,
    .tp_members = Point_members,
    .tp_getset = Point_getset,
    .tp_new = Point_new,
};

static struct PyModuleDef by_def_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "by_def",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_by_def(void)
{
    PyObject *module;

    if (PyType_Ready(&Point_Type) < 0)
        return NULL;
    module = PyModule_Create(&by_def_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&Point_Type);
    if (PyModule_AddObject(module, "Point", (PyObject *)&Point_Type) < 0)
        return NULL;
    return module;
}
