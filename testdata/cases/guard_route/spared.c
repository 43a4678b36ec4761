// A helper that needs the state for some of its cases: calls for others give none, also from a dealloc.
// ids: T-DEALLOC-1
#include <Python.h>

enum { ERR_MEMORY, ERR_RANGE, ERR_RULE, ERR_OTHER };

static PyObject *RuleError;

typedef struct {
    PyObject_HEAD
    char *board;
    Py_ssize_t size;
} Game;

static PyTypeObject Game_Type;

static void
set_error(int status, Py_ssize_t place)
{
    switch (status) {
    case ERR_MEMORY:
        PyErr_NoMemory();
        break;
    case ERR_RANGE: {
        PyErr_Format(PyExc_IndexError, "no field %zd", place);
        break;
    }
    case ERR_OTHER:
    case ERR_RULE:
        PyErr_Format(RuleError, "field %zd is taken", place);
        break;
    default:
        PyErr_SetString(PyExc_SystemError, "no such error");
        break;
    }
}

static char *
resized(char *board, Py_ssize_t size)
{
    char *larger = PyMem_Realloc(board, size);

    if (larger == NULL) {
        set_error(ERR_MEMORY, 0);
    }
    return larger;
}

/* Leaves by what it found out, not by a constant. */
static int
check(Game *self, Py_ssize_t place)
{
    int status = ERR_RULE;

    if (place >= 0 && place < self->size && !self->board[place]) {
        return 0;
    }
    if (place < 0 || place >= self->size) {
        set_error(ERR_RANGE, place);
        return -1;
    }
    set_error(status, place);
    return -1;
}

static void
game_dealloc(PyObject *op)
{
    Game *self = (Game *)op;

    if (self->board != NULL) {
        char *board = resized(self->board, 1);
        if (board != NULL) {
            self->board = board;
        }
        PyMem_Free(self->board);
    }
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
game_take(Game *self, PyObject *arg)
{
    Py_ssize_t place = PyLong_AsSsize_t(arg);

    if ((place == -1 && PyErr_Occurred()) || check(self, place) < 0) {
        return NULL;
    }
    self->board[place] = 1;
    Py_RETURN_NONE;
}

static PyObject *
game_grow(Game *self, PyObject *unused)
{
    char *board = resized(self->board, self->size + 1);

    if (board == NULL) {
        return NULL;
    }
    self->board = board;
    self->board[self->size++] = 0;
    return PyLong_FromSsize_t(self->size);
}

static PyObject *
game_spoil(Game *self, PyObject *unused)
{
    set_error(ERR_OTHER, self->size);
    return NULL;
}

static PyMethodDef game_methods[] = {
    {"take", (PyCFunction)game_take, METH_O, NULL},
    {"grow", (PyCFunction)game_grow, METH_NOARGS, NULL},
    {"spoil", (PyCFunction)game_spoil, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Game_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spared.Game",
    .tp_basicsize = sizeof(Game),
    .tp_dealloc = game_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = game_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef spared_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "spared",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_spared(void)
{
    PyObject *module;

    if (PyType_Ready(&Game_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&spared_module);
    if (module == NULL) {
        return NULL;
    }
    RuleError = PyErr_NewException("spared.RuleError", NULL, NULL);
    if (RuleError == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(RuleError);
    if (PyModule_AddObject(module, "RuleError", RuleError) < 0) {
        Py_DECREF(RuleError);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Game_Type);
    if (PyModule_AddObject(module, "Game", (PyObject *)&Game_Type) < 0) {
        Py_DECREF(&Game_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
