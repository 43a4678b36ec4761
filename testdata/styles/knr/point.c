// Points of the plane. The return type stands on the line of the name, braces never stand alone.
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    double x, y;
} Point;

static PyTypeObject PointType;

static inline int isPoint(PyObject *op) { return PyObject_TypeCheck(op, &PointType); }

static PyObject *makePoint(double x, double y) {
    Point *self = PyObject_New(Point, &PointType);
    if (!self) return NULL;
    self->x = x;
    self->y = y;
    return (PyObject *)self;
}

static PyObject *pointNew(PyTypeObject *type, PyObject *args, PyObject *kwds) {
    static char *names[] = {"x", "y", NULL};
    double x = 0, y = 0;
    if (!PyArg_ParseTupleAndKeywords(args, kwds, "|dd:Point", names, &x, &y)) return NULL;
    if (type == &PointType) return makePoint(x, y);

    Point *self = (Point *)type->tp_alloc(type, 0);
    if (self) { self->x = x; self->y = y; }
    return (PyObject *)self;
}

static void pointDealloc(PyObject *self) { Py_TYPE(self)->tp_free(self); }

static PyObject *pointRepr(Point *self) {
    char text[80];
    PyOS_snprintf(text, sizeof text, "Point(%g, %g)", self->x, self->y);
    return PyUnicode_FromString(text);
}

static PyObject *pointAdd(PyObject *a, PyObject *b) {
    if (!isPoint(a) || !isPoint(b)) Py_RETURN_NOTIMPLEMENTED;
    return makePoint(((Point *)a)->x + ((Point *)b)->x, ((Point *)a)->y + ((Point *)b)->y);
}

static PyObject *pointMultiply(PyObject *a, PyObject *b) {
    Point *p = (Point *)(isPoint(a) ? a : b);
    PyObject *factor = (PyObject *)p == a ? b : a;
    if (!isPoint((PyObject *)p) || !PyFloat_Check(factor)) Py_RETURN_NOTIMPLEMENTED;
    double by = PyFloat_AS_DOUBLE(factor);
    return makePoint(p->x * by, p->y * by);
}

static PyObject *pointCompare(PyObject *a, PyObject *b, int op) {
    if (!isPoint(a) || !isPoint(b) || (op != Py_EQ && op != Py_NE)) {
        Py_RETURN_NOTIMPLEMENTED;
    } else if ((((Point *)a)->x == ((Point *)b)->x && ((Point *)a)->y == ((Point *)b)->y) == (op == Py_EQ)) {
        Py_RETURN_TRUE;
    } else {
        Py_RETURN_FALSE;
    }
}

static PyNumberMethods pointNumber = {.nb_add = pointAdd, .nb_multiply = pointMultiply};
static PyMemberDef pointMembers[] = {
    {"x", T_DOUBLE, offsetof(Point, x), READONLY, NULL},
    {"y", T_DOUBLE, offsetof(Point, y), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyTypeObject PointType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "point.Point", .tp_doc = "Point(x=0, y=0)\n--\n\nA point.",
    .tp_basicsize = sizeof(Point), .tp_dealloc = pointDealloc, .tp_repr = (reprfunc)pointRepr,
    .tp_as_number = &pointNumber, .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_richcompare = pointCompare, .tp_members = pointMembers, .tp_new = pointNew,
};

static PyObject *origin(PyObject *module, PyObject *unused) { (void)module; (void)unused; return makePoint(0, 0); }

static PyMethodDef functions[] = {{"origin", origin, METH_NOARGS, "origin($module, /)\n--\n\nThe origin."}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "point", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_point(void) {
    if (PyType_Ready(&PointType) < 0) return NULL;
    PyObject *m = PyModule_Create(&definition);
    if (m && PyModule_AddType(m, &PointType) < 0) Py_CLEAR(m);
    return m;
}
