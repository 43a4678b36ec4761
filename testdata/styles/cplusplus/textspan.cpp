// Spans of a text, in C++: positional initializers, casts by name, a container behind the object.

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <new>
#include <utility>
#include <vector>

namespace {

struct Spans {
    PyObject_HEAD
    PyObject *text;
    std::vector<std::pair<Py_ssize_t, Py_ssize_t>> *marks;
};

extern PyTypeObject SpansType;

inline Spans *as_spans(PyObject *op)
{
    return reinterpret_cast<Spans *>(op);
}

inline bool is_spans(PyObject *op)
{
    return PyObject_TypeCheck(op, &SpansType);
}

PyObject *spans_new(PyTypeObject *type, PyObject *args, PyObject *)
{
    PyObject *text;
    if (!PyArg_ParseTuple(args, "U:Spans", &text)) {
        return nullptr;
    }
    Spans *self = as_spans(type->tp_alloc(type, 0));
    if (self == nullptr) {
        return nullptr;
    }
    Py_INCREF(text);
    self->text = text;
    self->marks = new (std::nothrow) std::vector<std::pair<Py_ssize_t, Py_ssize_t>>;
    if (self->marks == nullptr) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    return reinterpret_cast<PyObject *>(self);
}

void spans_dealloc(PyObject *op)
{
    delete as_spans(op)->marks;
    Py_XDECREF(as_spans(op)->text);
    Py_TYPE(op)->tp_free(op);
}

PyObject *spans_mark(PyObject *op, PyObject *args)
{
    Py_ssize_t start, stop;
    if (!PyArg_ParseTuple(args, "nn:mark", &start, &stop)) {
        return nullptr;
    }
    if (start < 0 || start > stop || stop > PyUnicode_GET_LENGTH(as_spans(op)->text)) {
        PyErr_SetString(PyExc_IndexError, "not in the text");
        return nullptr;
    }
    try {
        as_spans(op)->marks->emplace_back(start, stop);
    } catch (const std::bad_alloc &) {
        return PyErr_NoMemory();
    }
    Py_RETURN_NONE;
}

// All marks of another one, of the same text.
PyObject *spans_take(PyObject *op, PyObject *other)
{
    if (!is_spans(other)) {
        PyErr_SetString(PyExc_TypeError, "only Spans have marks");
        return nullptr;
    }
    Spans *theirs = as_spans(other);
    const size_t count = theirs->marks->size();
    for (size_t i = 0; i < count; i++) {
        as_spans(op)->marks->push_back((*theirs->marks)[i]);
    }
    Py_RETURN_NONE;
}

Py_ssize_t spans_length(PyObject *op)
{
    return static_cast<Py_ssize_t>(as_spans(op)->marks->size());
}

PyObject *spans_item(PyObject *op, Py_ssize_t i)
{
    if (i < 0 || i >= spans_length(op)) {
        PyErr_SetString(PyExc_IndexError, "no such mark");
        return nullptr;
    }
    const auto mark = (*as_spans(op)->marks)[static_cast<size_t>(i)];
    return PyUnicode_Substring(as_spans(op)->text, mark.first, mark.second);
}

PyMethodDef spans_methods[] = {
    {"mark", spans_mark, METH_VARARGS, "mark($self, start, stop, /)\n--\n\nMark a part of the text."},
    {"take", spans_take, METH_O, "take($self, other, /)\n--\n\nTake over the marks of another one."},
    {nullptr, nullptr, 0, nullptr},
};

PySequenceMethods spans_as_sequence = {
    spans_length,
    nullptr,  // sq_concat
    nullptr,  // sq_repeat
    spans_item,
    nullptr,  // was_sq_slice
    nullptr,  // sq_ass_item
    nullptr,  // was_sq_ass_slice
    nullptr,  // sq_contains
    nullptr,  // sq_inplace_concat
    nullptr,  // sq_inplace_repeat
};

PyTypeObject SpansType = {
    PyVarObject_HEAD_INIT(nullptr, 0)
    "textspan.Spans",               // tp_name
    sizeof(Spans),                  // tp_basicsize
    0,                              // tp_itemsize
    spans_dealloc,                  // tp_dealloc
    0,                              // tp_vectorcall_offset
    nullptr,                        // tp_getattr
    nullptr,                        // tp_setattr
    nullptr,                        // tp_as_async
    nullptr,                        // tp_repr
    nullptr,                        // tp_as_number
    &spans_as_sequence,             // tp_as_sequence
    nullptr,                        // tp_as_mapping
    nullptr,                        // tp_hash
    nullptr,                        // tp_call
    nullptr,                        // tp_str
    nullptr,                        // tp_getattro
    nullptr,                        // tp_setattro
    nullptr,                        // tp_as_buffer
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,  // tp_flags
    "Spans(text, /)\n--\n\nMarked parts of a text.",  // tp_doc
    nullptr,                        // tp_traverse
    nullptr,                        // tp_clear
    nullptr,                        // tp_richcompare
    0,                              // tp_weaklistoffset
    nullptr,                        // tp_iter
    nullptr,                        // tp_iternext
    spans_methods,                  // tp_methods
    nullptr,                        // tp_members
    nullptr,                        // tp_getset
    nullptr,                        // tp_base
    nullptr,                        // tp_dict
    nullptr,                        // tp_descr_get
    nullptr,                        // tp_descr_set
    0,                              // tp_dictoffset
    nullptr,                        // tp_init
    nullptr,                        // tp_alloc
    spans_new,                      // tp_new
};

PyModuleDef textspan_module = {
    PyModuleDef_HEAD_INIT, "textspan", nullptr, -1, nullptr, nullptr, nullptr, nullptr, nullptr,
};

}  // namespace

PyMODINIT_FUNC PyInit_textspan()
{
    PyObject *module = PyModule_Create(&textspan_module);
    if (module == nullptr) {
        return nullptr;
    }
    if (PyModule_AddType(module, &SpansType) < 0) {
        Py_DECREF(module);
        return nullptr;
    }
    return module;
}
