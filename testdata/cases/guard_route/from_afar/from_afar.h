#ifndef FROM_AFAR_H
#define FROM_AFAR_H

#include <Python.h>

extern PyTypeObject Counter_Type;

/* The step that the module's attribute says; a new reference. */
PyObject *default_step(void);

#endif
