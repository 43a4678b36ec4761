/* A stack, in the GNU manner: two blanks, braces on lines of their own,
   a blank before each parenthesis.  */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

typedef struct
{
  PyObject_HEAD
  PyObject *items;              /* A list; NULL only after a clear.  */
} stack_object;

static PyTypeObject stack_type;

#define STACK_P(op) (Py_TYPE (op) == &stack_type)

static PyObject *
stack_create (PyObject *items)
{
  stack_object *self = PyObject_GC_New (stack_object, &stack_type);

  if (self == NULL)
    {
      Py_DECREF (items);
      return NULL;
    }
  self->items = items;
  PyObject_GC_Track (self);
  return (PyObject *) self;
}

static PyObject *
stack_new (PyTypeObject *Py_UNUSED (type), PyObject *args, PyObject *kwds)
{
  PyObject *items;

  if (kwds != NULL && PyDict_GET_SIZE (kwds) > 0)
    {
      PyErr_SetString (PyExc_TypeError, "stack() takes no keyword arguments");
      return NULL;
    }
  items = PySequence_List (args);
  return items == NULL ? NULL : stack_create (items);
}

static int
stack_traverse (stack_object *self, visitproc visit, void *arg)
{
  Py_VISIT (self->items);
  return 0;
}

static int
stack_clear (stack_object *self)
{
  Py_CLEAR (self->items);
  return 0;
}

static void
stack_dealloc (stack_object *self)
{
  PyObject_GC_UnTrack (self);
  stack_clear (self);
  PyObject_GC_Del (self);
}

static PyObject *
stack_push (stack_object *self, PyObject *item)
{
  if (PyList_Append (self->items, item) < 0)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *
stack_pop (stack_object *self, PyObject *Py_UNUSED (ignored))
{
  Py_ssize_t n = PyList_GET_SIZE (self->items);
  PyObject *item;

  if (n == 0)
    {
      PyErr_SetString (PyExc_IndexError, "the stack is empty");
      return NULL;
    }
  item = PyList_GET_ITEM (self->items, n - 1);
  Py_INCREF (item);
  if (PyList_SetSlice (self->items, n - 1, n, NULL) < 0)
    Py_CLEAR (item);
  return item;
}

static Py_ssize_t
stack_length (stack_object *self)
{
  return PyList_GET_SIZE (self->items);
}

/* The items of both, those of the right one on top.  */
static PyObject *
stack_concat (stack_object *self, PyObject *other)
{
  PyObject *items;

  if (!STACK_P (other))
    {
      PyErr_SetString (PyExc_TypeError, "only a stack goes on a stack");
      return NULL;
    }
  items = PySequence_Concat (self->items, ((stack_object *) other)->items);
  return items == NULL ? NULL : stack_create (items);
}

static PyMethodDef stack_methods[] =
{
  {"push", (PyCFunction) stack_push, METH_O,
   PyDoc_STR ("push($self, item, /)\n--\n\nPut an item on top.")},
  {"pop", (PyCFunction) stack_pop, METH_NOARGS,
   PyDoc_STR ("pop($self, /)\n--\n\nTake the item on top.")},
  {NULL, NULL, 0, NULL}
};

static PySequenceMethods stack_as_sequence =
{
  (lenfunc) stack_length,       /* sq_length */
  (binaryfunc) stack_concat,    /* sq_concat */
};

static PyTypeObject stack_type =
{
  PyVarObject_HEAD_INIT (NULL, 0)
  "stack.stack",                /* tp_name */
  sizeof (stack_object),        /* tp_basicsize */
  0,                            /* tp_itemsize */
  (destructor) stack_dealloc,   /* tp_dealloc */
  0,                            /* tp_vectorcall_offset */
  0,                            /* tp_getattr */
  0,                            /* tp_setattr */
  0,                            /* tp_as_async */
  0,                            /* tp_repr */
  0,                            /* tp_as_number */
  &stack_as_sequence,           /* tp_as_sequence */
  0,                            /* tp_as_mapping */
  0,                            /* tp_hash */
  0,                            /* tp_call */
  0,                            /* tp_str */
  0,                            /* tp_getattro */
  0,                            /* tp_setattro */
  0,                            /* tp_as_buffer */
  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, /* tp_flags */
  PyDoc_STR ("stack(*items)\n--\n\nWhat comes last goes first."), /* tp_doc */
  (traverseproc) stack_traverse, /* tp_traverse */
  (inquiry) stack_clear,        /* tp_clear */
  0,                            /* tp_richcompare */
  0,                            /* tp_weaklistoffset */
  0,                            /* tp_iter */
  0,                            /* tp_iternext */
  stack_methods,                /* tp_methods */
  0,                            /* tp_members */
  0,                            /* tp_getset */
  0,                            /* tp_base */
  0,                            /* tp_dict */
  0,                            /* tp_descr_get */
  0,                            /* tp_descr_set */
  0,                            /* tp_dictoffset */
  0,                            /* tp_init */
  0,                            /* tp_alloc */
  stack_new                     /* tp_new */
};

static PyObject *
module_is_stack (PyObject *Py_UNUSED (module), PyObject *arg)
{
  return PyBool_FromLong (STACK_P (arg));
}

static PyMethodDef module_methods[] =
{
  {"is_stack", module_is_stack, METH_O, NULL},
  {NULL, NULL, 0, NULL}
};

static struct PyModuleDef module_def =
{
  PyModuleDef_HEAD_INIT, "stack", NULL, -1, module_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_stack (void)
{
  PyObject *module;

  if (PyType_Ready (&stack_type) < 0)
    return NULL;
  module = PyModule_Create (&module_def);
  if (module == NULL)
    return NULL;
  Py_INCREF (&stack_type);
  if (PyModule_AddObject (module, "stack", (PyObject *) &stack_type) < 0)
    {
      Py_DECREF (&stack_type);
      Py_DECREF (module);
      return NULL;
    }
  return module;
}
