// A window owns its button, the button its callback, which may hold the window; the button's way back is no reference of its own.
// ids: T-TRAV-7 GC-4
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
    PyObject *window;           /* not counted: the window lives longer */
    PyObject *weak;
} Button;

typedef struct {
    PyObject_HEAD
    Button *button;
} Window;

static PyTypeObject Button_Type;

static PyObject *
window_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwds))
{
    Window *self = (Window *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->button = (Button *)Button_Type.tp_alloc(&Button_Type, 0);
    if (self->button == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    self->button->window = (PyObject *)self;
    return (PyObject *)self;
}

static void
window_dealloc(PyObject *op)
{
    Window *self = (Window *)op;

    if (self->button != NULL) {
        self->button->window = NULL;
    }
    Py_XDECREF(self->button);
    Py_TYPE(op)->tp_free(op);
}

static void
button_dealloc(PyObject *op)
{
    Button *self = (Button *)op;

    if (self->weak != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    Py_XDECREF(self->callback);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
button_connect(Button *self, PyObject *callback)
{
    Py_INCREF(callback);
    Py_XSETREF(self->callback, callback);
    Py_RETURN_NONE;
}

static PyObject *
button_press(Button *self, PyObject *Py_UNUSED(ignored))
{
    if (self->callback == NULL || self->window == NULL) {
        Py_RETURN_NONE;
    }
    return PyObject_CallFunctionObjArgs(self->callback, self->window, NULL);
}

static PyMethodDef button_methods[] = {
    {"connect", (PyCFunction)button_connect, METH_O, NULL},
    {"press", (PyCFunction)button_press, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyMemberDef window_members[] = {
    {"button", T_OBJECT, offsetof(Window, button), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}
};

static PyTypeObject Button_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "borrowed.Button",
    .tp_basicsize = sizeof(Button),
    .tp_dealloc = button_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_weaklistoffset = offsetof(Button, weak),
    .tp_methods = button_methods,
};

static PyTypeObject Window_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "borrowed.Window",
    .tp_basicsize = sizeof(Window),
    .tp_dealloc = window_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_members = window_members,
    .tp_new = window_new,
};

static struct PyModuleDef borrowed_module = {
    PyModuleDef_HEAD_INIT, "borrowed", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_borrowed(void)
{
    PyObject *module;

    if (PyType_Ready(&Button_Type) < 0) {
        return NULL;
    }
    if (PyType_Ready(&Window_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&borrowed_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Button_Type);
    if (PyModule_AddObject(module, "Button", (PyObject *)&Button_Type) < 0) {
        Py_DECREF(&Button_Type);
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(&Window_Type);
    if (PyModule_AddObject(module, "Window", (PyObject *)&Window_Type) < 0) {
        Py_DECREF(&Window_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
