#ifndef BASE_ELSEWHERE_TYPES_H
#define BASE_ELSEWHERE_TYPES_H

#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *label;
} ShapeObject;

extern PyTypeObject Shape_Type;

#endif
