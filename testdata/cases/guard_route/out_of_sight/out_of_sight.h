#ifndef OUT_OF_SIGHT_H
#define OUT_OF_SIGHT_H

#include <Python.h>

extern PyTypeObject Label_Type;

/* The prefix that the module's state holds; borrowed. */
PyObject *prefix(void);

#endif
