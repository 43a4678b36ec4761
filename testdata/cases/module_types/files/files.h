#ifndef FILES_H
#define FILES_H

#include <Python.h>

extern PyTypeObject Point_Type;

#define Point_Check(op) PyObject_TypeCheck((op), &Point_Type)

PyObject *new_point(void);

#endif
