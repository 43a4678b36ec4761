// Functions that are called by their address, and say nothing of a failure themselves: one leaves its exception to be
// found, one returns what another says, one is the row of a table behind a cast of CPython's. A state of the source,
// under a name that is used again further in.
// ids: MOD-4
#include <Python.h>
#ifndef _PyCFunction_CAST
#define _PyCFunction_CAST(func) ((PyCFunction)(void (*)(void))(func))
#endif

/* A little C library, which knows nothing of Python. */

typedef struct {
    void (*on_word)(void *owner, const char *word);
    void *owner;
} Splitter;

static void
split(const Splitter *splitter, const char *words)
{
    char word[2] = {0, 0};
    for (; *words != 0; words++) {
        word[0] = *words;
        splitter->on_word(splitter->owner, word);
    }
}

/* The module. */

typedef struct {
    PyObject *BadWord;
} words_state;

static struct PyModuleDef leaves_exception_module;

static words_state *
get_words_state(void)
{
    return (words_state *)PyModule_GetState(PyState_FindModule(&leaves_exception_module));
}

typedef struct {
    PyObject_HEAD
    PyObject *text;
} Word;

typedef struct {
    PyObject_HEAD
    PyObject *found;
} Reader;

static PyTypeObject Word_Type, Reader_Type;

static int
word_traverse(Word *self, visitproc visit, void *arg)
{
    Py_VISIT(self->text);
    return 0;
}

static void
word_dealloc(Word *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->text);
    PyObject_GC_Del(self);
}

static PyObject *
word_str(Word *self)
{
    Py_INCREF(self->text);
    return self->text;
}

static PyTypeObject Word_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "leaves_exception.Word",
    .tp_basicsize = sizeof(Word),
    .tp_dealloc = (destructor)word_dealloc,
    .tp_str = (reprfunc)word_str,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)word_traverse,
};

static PyObject *
new_word(const char *text)
{
    words_state *st = get_words_state();
    Word *word;

    if (text[0] == '?') {
        words_state *st = get_words_state();
        PyErr_SetString(st->BadWord, text);
        return NULL;
    }
    if (text[0] == '!') {
        PyErr_Format(st->BadWord, "bad: %s", text);
        return NULL;
    }
    word = PyObject_GC_New(Word, &Word_Type);
    if (word == NULL) {
        return NULL;
    }
    word->text = PyUnicode_FromString(text);
    if (word->text == NULL) {
        Py_DECREF(word);
        return NULL;
    }
    PyObject_GC_Track(word);
    return (PyObject *)word;
}

static int
reader_traverse(Reader *self, visitproc visit, void *arg)
{
    Py_VISIT(self->found);
    return 0;
}

static int
reader_clear(Reader *self)
{
    Py_CLEAR(self->found);
    return 0;
}

static void
reader_dealloc(Reader *self)
{
    PyObject_GC_UnTrack(self);
    reader_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
reader_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    Reader *self = (Reader *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->found = PyList_New(0);
    if (self->found == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

/* Whoever calls the splitter looks for an exception. */
static void
on_word(Reader *self, const char *text)
{
    PyObject *word;

    if (PyErr_Occurred())
        return;
    word = new_word(text);
    if (word != NULL) {
        PyList_Append(self->found, word);
        Py_DECREF(word);
    }
}

static int
add_word(Reader *self, const char *text)
{
    PyObject *word = new_word(text);
    int result;

    if (word == NULL) {
        return -1;
    }
    result = PyList_Append(self->found, word);
    Py_DECREF(word);
    return result;
}

static int
add_star(Reader *self)
{
    return add_word(self, "*");
}

static int
add_mark(Reader *self)
{
    return add_word(self, "?");
}

#define STEP(letter, step) \
    case letter: if (step(self) < 0) break; continue;

static PyObject *
reader_steps(Reader *self, PyObject *arg)
{
    const char *steps = PyUnicode_AsUTF8(arg);
    if (steps == NULL) {
        return NULL;
    }
    for (; *steps != 0; steps++) {
        switch (*steps) {
            STEP('s', add_star)
            STEP('m', add_mark)
            default:
                PyErr_SetString(PyExc_ValueError, "no such step");
        }
        return NULL;
    }
    Py_INCREF(self->found);
    return self->found;
}

static PyObject *
reader_read(Reader *self, PyObject *args, PyObject *kwds)
{
    static char *names[] = {"words", NULL};
    Splitter splitter = {(void (*)(void *, const char *))on_word, self};
    const char *words;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "s", names, &words)) {
        return NULL;
    }
    split(&splitter, words);
    if (PyErr_Occurred()) {
        return NULL;
    }
    Py_INCREF(self->found);
    return self->found;
}

static PyMethodDef reader_methods[] = {
    {"read", _PyCFunction_CAST(reader_read), METH_VARARGS | METH_KEYWORDS, NULL},
    {"steps", (PyCFunction)reader_steps, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Reader_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "leaves_exception.Reader",
    .tp_basicsize = sizeof(Reader),
    .tp_dealloc = (destructor)reader_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)reader_traverse,
    .tp_clear = (inquiry)reader_clear,
    .tp_methods = reader_methods,
    .tp_new = reader_new,
};

static PyObject *
one_word(PyObject *module, PyObject *args, PyObject *kwds)
{
    static char *names[] = {"word", NULL};
    const char *word;

    if (!PyArg_ParseTupleAndKeywords(args, kwds, "s", names, &word)) {
        return NULL;
    }
    return new_word(word);
}

static PyMethodDef functions[] = {
    {"word", _PyCFunction_CAST(one_word), METH_VARARGS | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL},
};

static int
words_traverse(PyObject *module, visitproc visit, void *arg)
{
    words_state *st = (words_state *)PyModule_GetState(module);
    Py_VISIT(st->BadWord);
    return 0;
}

static void
release(words_state *st)
{
    Py_CLEAR(st->BadWord);
}

static int
words_clear(PyObject *module)
{
    release((words_state *)PyModule_GetState(module));
    return 0;
}

static void
words_free(void *module)
{
    release((words_state *)PyModule_GetState((PyObject *)module));
}

static struct PyModuleDef leaves_exception_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "leaves_exception",
    .m_size = sizeof(words_state),
    .m_methods = functions,
    .m_traverse = words_traverse,
    .m_clear = words_clear,
    .m_free = words_free,
};

PyMODINIT_FUNC
PyInit_leaves_exception(void)
{
    PyObject *module;
    words_state *st;

    if (PyType_Ready(&Word_Type) < 0 || PyType_Ready(&Reader_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&leaves_exception_module);
    if (module == NULL) {
        return NULL;
    }
    st = (words_state *)PyModule_GetState(module);
    st->BadWord = PyErr_NewException("leaves_exception.BadWord", NULL, NULL);
    if (st->BadWord == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(st->BadWord);
    if (PyModule_AddObject(module, "BadWord", st->BadWord) < 0) {
        Py_DECREF(st->BadWord);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Reader_Type);
    if (PyModule_AddObject(module, "Reader", (PyObject *)&Reader_Type) < 0) {
        Py_DECREF(&Reader_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
