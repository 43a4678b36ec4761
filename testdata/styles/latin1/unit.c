/* Maßeinheiten: Längen und ihre Kürzel. Geschrieben, als Dateien noch in Latin-1 waren. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

typedef struct {
  PyObject_HEAD
  PyObject *name;   /* Kürzel, z.B. "m" (nie NULL außer beim Abräumen) */
  double size;      /* Größe in Metern */
} unitobject;

static PyTypeObject Unit_Type;  /* weiter unten ausgefüllt */

static PyObject *unit_make(PyObject *name, double size)
{
  /* Größen müssen größer als null sein. */
  if (!(size > 0)) {
    PyErr_SetString(PyExc_ValueError, "size must be more than 0");
    return NULL;
  }
  unitobject *self = PyObject_New(unitobject, &Unit_Type);
  if (self == NULL)
    return NULL;
  Py_INCREF(name);
  self->name = name;
  self->size = size;
  return (PyObject *)self;
}

static void unit_dealloc(unitobject *self)
{
  Py_XDECREF(self->name);
  PyObject_Del(self);
}

static PyObject *unit_repr(unitobject *self)
{
  return PyUnicode_FromFormat("<unit %U>", self->name);
}

static PyObject *unit_in(unitobject *self, PyObject *args)
{
  unitobject *other;
  double count = 1;
  if (!PyArg_ParseTuple(args, "O!|d:to", &Unit_Type, &other, &count))
    return NULL;
  return PyFloat_FromDouble(count * self->size / other->size);
}

static PyMethodDef unit_methods[] = {
  {"to", (PyCFunction)unit_in, METH_VARARGS, "to($self, other, count=1, /)\n--\n\nConvert a length."},
  {NULL, NULL, 0, NULL}  /* Schluß */
};

static PyMemberDef unit_members[] = {
  {"name", T_OBJECT_EX, offsetof(unitobject, name), READONLY, "its short name"},
  {"size", T_DOUBLE, offsetof(unitobject, size), READONLY, "in metres"},
  {NULL, 0, 0, 0, NULL}
};

/* Einheiten gibt es nur über unit(), daher kein tp_new. */
static PyTypeObject Unit_Type = {
  PyVarObject_HEAD_INIT(NULL, 0)
  "unit.Unit",                  /* tp_name: für Fehlertexte */
  sizeof(unitobject),           /* tp_basicsize: Größe */
  0,                            /* tp_itemsize */
  (destructor)unit_dealloc,     /* tp_dealloc: Abräumen */
  0,                            /* tp_vectorcall_offset */
  0,                            /* tp_getattr */
  0,                            /* tp_setattr */
  0,                            /* tp_as_async */
  (reprfunc)unit_repr,          /* tp_repr */
  0, 0, 0, 0, 0, 0, 0, 0, 0,    /* tp_as_number ... tp_as_buffer: nichts nötig */
  Py_TPFLAGS_DEFAULT,           /* tp_flags */
  "A unit of length.",          /* tp_doc */
  .tp_methods = unit_methods,   /* ab hier mit Namen: kürzer */
  .tp_members = unit_members,
};

static PyObject *unit_unit(PyObject *module, PyObject *args)
{
  PyObject *name;
  double size;
  (void)module;
  if (!PyArg_ParseTuple(args, "Ud:unit", &name, &size))
    return NULL;
  return unit_make(name, size);
}

static PyMethodDef functions[] = {
  {"unit", unit_unit, METH_VARARGS, "unit($module, name, size, /)\n--\n\nMake a unit."},
  {NULL, NULL, 0, NULL}
};

static PyModuleDef moduledef = {
  PyModuleDef_HEAD_INIT, "unit", NULL, -1, functions, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC PyInit_unit(void)
{
  if (PyType_Ready(&Unit_Type) < 0)
    return NULL;
  return PyModule_Create(&moduledef);  /* Unit selbst bleibt ungenannt */
}
