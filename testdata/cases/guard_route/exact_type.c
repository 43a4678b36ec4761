// A dealloc that runs the finalizer of its own type only: it asks for the type's dealloc, which no subclass has.
// ids: T-DEALLOC-11
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *log;
} Task;

static PyTypeObject Task_Type;
static PyTypeObject Job_Type;

#define Task_CheckExact(op) Py_IS_TYPE(op, &Task_Type)
#define Task_Check(op) PyObject_TypeCheck(op, &Task_Type)

#if PY_VERSION_HEX < 0x030900A4
#define Py_IS_TYPE(op, type) (Py_TYPE(op) == (type))
#endif

static void
task_finalize(PyObject *op)
{
    PyObject *type, *value, *traceback;

    PyErr_Fetch(&type, &value, &traceback);
    if (PyList_Check(((Task *)op)->log) && PyList_Append(((Task *)op)->log, Py_None) < 0) {
        PyErr_Clear();
    }
    PyErr_Restore(type, value, traceback);
}

static PyObject *
task_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwds))
{
    PyObject *log = Py_None;
    Task *self;

    if (!PyArg_ParseTuple(args, "|O:Task", &log)) {
        return NULL;
    }
    self = (Task *)type->tp_alloc(type, 0);
    if (self != NULL) {
        Py_INCREF(log);
        self->log = log;
    }
    return (PyObject *)self;
}

static int
task_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Task *)op)->log);
    return 0;
}

static int
task_clear(PyObject *op)
{
    Py_CLEAR(((Task *)op)->log);
    return 0;
}

static void
task_dealloc(PyObject *op)
{
    Task *self = (Task *)op;

    if (Task_CheckExact(self)) {
        /* CPython calls the finalizer of a subclass's instance itself. */
        if (PyObject_CallFinalizerFromDealloc(op) < 0) {
            return;
        }
    }
    PyObject_GC_UnTrack(op);
    (void)task_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
task_is_plain(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    return PyBool_FromLong(Task_Check(op) && Task_CheckExact(op));
}

static PyMethodDef task_methods[] = {
    {"is_plain", task_is_plain, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Task_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "exact_type.Task",
    .tp_basicsize = sizeof(Task),
    .tp_dealloc = task_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = task_traverse,
    .tp_clear = task_clear,
    .tp_finalize = task_finalize,
    .tp_methods = task_methods,
    .tp_new = task_new,
};

static void
job_dealloc(Task *self)
{
    if (Py_IS_TYPE((PyObject *)self, &Job_Type) && PyObject_CallFinalizerFromDealloc((PyObject *)self) < 0) {
        return;
    }
    PyObject_GC_UnTrack(self);
    (void)task_clear((PyObject *)self);
    Py_TYPE(self)->tp_free(self);
}

static PyTypeObject Job_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "exact_type.Job",
    .tp_basicsize = sizeof(Task),
    .tp_dealloc = (destructor)job_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = task_traverse,
    .tp_clear = task_clear,
    .tp_base = &Task_Type,
};

static struct PyModuleDef exact_type_module = {
    PyModuleDef_HEAD_INIT, "exact_type", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_exact_type(void)
{
    PyObject *module = PyModule_Create(&exact_type_module);

    if (module == NULL) {
        return NULL;
    }
    if (PyModule_AddType(module, &Task_Type) < 0 || PyModule_AddType(module, &Job_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
