// Every function that is a slot of its own, positional, with comments.
// ids: T-ALLOC-1 T-SIZE-1 T-DEALLOC-1 T-DEALLOC-10 GC-4 FL-DEF
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long left;
} Count;

static PyObject *count_repr(PyObject *op) { return PyUnicode_FromFormat("<%ld>", ((Count *)op)->left); }
static PyObject *count_str(PyObject *op) { return PyUnicode_FromFormat("%ld", ((Count *)op)->left); }
static Py_hash_t count_hash(PyObject *op) { return 7 + (((Count *)op)->left == 0); }
static PyObject *count_iter(PyObject *op) { Py_INCREF(op); return op; }
static PyObject *count_next(PyObject *op) { Count *c = (Count *)op; return c->left > 0 ? PyLong_FromLong(c->left--) : NULL; }
static PyObject *count_call(PyObject *op, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwds)) { return count_str(op); }
static PyObject *count_get(PyObject *op, PyObject *Py_UNUSED(obj), PyObject *Py_UNUSED(type)) { return count_repr(op); }

static int
count_set(PyObject *op, PyObject *Py_UNUSED(obj), PyObject *value)
{
    ((Count *)op)->left = value == NULL ? 0 : PyLong_AsLong(value);
    return PyErr_Occurred() ? -1 : 0;
}

static PyObject *
count_compare(PyObject *left, PyObject *right, int op)
{
    if (Py_TYPE(right)->tp_richcompare != count_compare) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_RETURN_RICHCOMPARE(((Count *)left)->left, ((Count *)right)->left, op);
}

static int
count_init(PyObject *op, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    ((Count *)op)->left = 3;
    return PyArg_ParseTuple(args, "|l", &((Count *)op)->left) ? 0 : -1;
}

static void
count_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Count_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "every_function.Count",             /* tp_name */
    sizeof(Count),                      /* tp_basicsize */
    0,                                  /* tp_itemsize */
    (destructor)count_dealloc,          /* tp_dealloc */
    0,                                  /* tp_vectorcall_offset */
    0,                                  /* tp_getattr */
    0,                                  /* tp_setattr */
    0,                                  /* tp_as_async */
    (reprfunc)count_repr,               /* tp_repr */
    0,                                  /* tp_as_number */
    0,                                  /* tp_as_sequence */
    0,                                  /* tp_as_mapping */
    count_hash,                         /* tp_hash */
    count_call,                         /* tp_call */
    count_str,                          /* tp_str */
    PyObject_GenericGetAttr,            /* tp_getattro */
    PyObject_GenericSetAttr,            /* tp_setattro */
    0,                                  /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,   /* tp_flags */
    "Counts down.",                     /* tp_doc */
    0,                                  /* tp_traverse */
    0,                                  /* tp_clear */
    count_compare,                      /* tp_richcompare */
    0,                                  /* tp_weaklistoffset */
    count_iter,                         /* tp_iter */
    count_next,                         /* tp_iternext */
    0,                                  /* tp_methods */
    0,                                  /* tp_members */
    0,                                  /* tp_getset */
    0,                                  /* tp_base */
    0,                                  /* tp_dict */
    count_get,                          /* tp_descr_get */
    count_set,                          /* tp_descr_set */
    0,                                  /* tp_dictoffset */
    count_init,                         /* tp_init */
    PyType_GenericAlloc,                /* tp_alloc */
    PyType_GenericNew,                  /* tp_new */
    PyObject_Del,                       /* tp_free */
    0,                                  /* tp_is_gc */
    0,                                  /* tp_bases */
    0,                                  /* tp_mro */
    0,                                  /* tp_cache */
    0,                                  /* tp_subclasses */
    0,                                  /* tp_weaklist */
    0,                                  /* tp_del */
    0,                                  /* tp_version_tag */
    0,                                  /* tp_finalize */
};

static struct PyModuleDef every_function_module = {
    PyModuleDef_HEAD_INIT, "every_function", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_every_function(void)
{
    PyObject *module;

    if (PyType_Ready(&Count_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&every_function_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Count_Type);
    if (PyModule_AddObject(module, "Count", (PyObject *)&Count_Type) < 0) {
        Py_DECREF(&Count_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
