#include "files.h"

PyTypeObject Point_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "files.Point",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

PyObject *
new_point(void)
{
    return PyObject_New(PyObject, &Point_Type);
}
