// A macro that calls the functions it is given: all of them are given the state, or none.
// ids: P-4
#include <Python.h>

static PyObject *ProgramError;

typedef struct {
    PyObject_HEAD
    long stack[16];
    int depth;
} Machine;

static PyTypeObject Machine_Type;

static int
push(Machine *self, long value)
{
    if (self->depth == 16) {
        PyErr_SetString(ProgramError, "the stack is full");
        return -1;
    }
    self->stack[self->depth++] = value;
    return 0;
}

static int
pop(Machine *self, long *value)
{
    if (self->depth == 0) {
        PyErr_SetString(ProgramError, "the stack is empty");
        return -1;
    }
    *value = self->stack[--self->depth];
    return 0;
}

static int
do_add(Machine *self)
{
    long a, b;

    if (pop(self, &a) < 0 || pop(self, &b) < 0) {
        return -1;
    }
    return push(self, a + b);
}

/* Needs nothing of the module. */
static int
do_clear(Machine *self)
{
    self->depth = 0;
    return 0;
}

static int
do_push(Machine *self, long value)
{
    return push(self, value);
}

static void
do_nothing(void)
{
}

static PyObject *
machine_run(Machine *self, PyObject *args)
{
    const char *program;

    if (!PyArg_ParseTuple(args, "s", &program)) {
        return NULL;
    }

#define OP(code, function) \
    case code: if (function(self) < 0) return NULL; continue;
#define OP_ARG(code, function, arg) \
    case code: if (function(self, (arg)) < 0) return NULL; continue;
#define IDLE(code, function) \
    case code: function(); continue;

    for (; *program; program++) {
        switch (*program) {
        OP('+', do_add)
        OP('c', do_clear)
        OP_ARG('1', do_push, 1)
        OP_ARG('2', do_push, 2)
        IDLE(' ', do_nothing)
        default:
            PyErr_Format(ProgramError, "no such step: %c", *program);
            return NULL;
        }
    }
#undef OP
    return PyLong_FromLong(self->depth ? self->stack[self->depth - 1] : 0);
}

static PyMethodDef machine_methods[] = {
    {"run", (PyCFunction)machine_run, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Machine_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "called_by_macro.Machine",
    .tp_basicsize = sizeof(Machine),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = machine_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef called_by_macro_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "called_by_macro",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_called_by_macro(void)
{
    PyObject *module;

    if (PyType_Ready(&Machine_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&called_by_macro_module);
    if (module == NULL) {
        return NULL;
    }
    ProgramError = PyErr_NewException("called_by_macro.ProgramError", NULL, NULL);
    if (ProgramError == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(ProgramError);
    if (PyModule_AddObject(module, "ProgramError", ProgramError) < 0) {
        Py_DECREF(ProgramError);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Machine_Type);
    if (PyModule_AddObject(module, "Machine", (PyObject *)&Machine_Type) < 0) {
        Py_DECREF(&Machine_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
