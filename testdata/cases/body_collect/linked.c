// Members of a list that nobody owns: what only links and unlinks them releases nothing. And a field that is there only with a
// header that is not.
// ids: GC-4 T-TRAV-7 A-TRAV
#include <Python.h>

#ifdef HAVE_RADIO
#include "radio.h"
#endif

struct node {
    PyObject_HEAD
    struct node *next;
    struct node *first;
};

static void unlink_node(struct node *parent, struct node *child)
{
    struct node **at = &parent->first;

    while (*at != NULL && *at != child) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at = child->next;
    }
    child->next = NULL;
}

#define UNLINK(parent, child) unlink_node((struct node *)(parent), (struct node *)(child))

typedef struct {
    PyObject_HEAD
    struct node *next;
    struct node *first;
    PyObject *name;
} House;

typedef struct {
    PyObject_HEAD
    struct node *next;
    struct node *first;
    /* Not counted: the house clears it when it goes. */
    House *house;
#ifdef HAVE_RADIO
    PyObject *radio; // want body-collect A-TRAV
#endif
} Room;

static void
house_dealloc(House *self)
{
    while (self->first != NULL) {
        Room *room = (Room *)self->first;
        self->first = room->next;
        room->next = NULL;
        room->house = NULL;
    }
    Py_XDECREF(self->name);
    PyObject_Del(self);
}

static PyTypeObject House_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "linked.House",
    .tp_basicsize = sizeof(House),
    .tp_dealloc = (destructor)house_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static void
room_dealloc(Room *self)
{
    if (self->house != NULL) {
        UNLINK(self->house, self);
        self->house = NULL;
    }
#ifdef HAVE_RADIO
    radio_off(&self->radio);
#endif
    PyObject_Del(self);
}

static PyObject *
room_house(Room *self, PyObject *unused)
{
    if (self->house == NULL) {
        Py_RETURN_NONE;
    }
    Py_INCREF(self->house->name);
    return self->house->name;
}

static PyMethodDef room_methods[] = {
    {"house", (PyCFunction)room_house, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Room_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "linked.Room",
    .tp_basicsize = sizeof(Room),
    .tp_dealloc = (destructor)room_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = room_methods,
};

static PyObject *
build(PyObject *module, PyObject *name)
{
    House *house = PyObject_New(House, &House_Type);

    if (house == NULL) {
        return NULL;
    }
    house->next = house->first = NULL;
    Py_INCREF(name);
    house->name = name;
    return (PyObject *)house;
}

static PyObject *
furnish(PyObject *module, PyObject *arg)
{
    House *house = (House *)arg;
    Room *room;

    if (!Py_IS_TYPE(arg, &House_Type)) {
        PyErr_SetString(PyExc_TypeError, "not a house");
        return NULL;
    }
    room = PyObject_New(Room, &Room_Type);
    if (room == NULL) {
        return NULL;
    }
#ifdef HAVE_RADIO
    room->radio = NULL;
#endif
    room->first = NULL;
    room->house = house;
    room->next = house->first;
    house->first = (struct node *)room;
    return (PyObject *)room;
}

static PyMethodDef functions[] = {
    {"build", build, METH_O, NULL},
    {"furnish", furnish, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef linked_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "linked",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC
PyInit_linked(void)
{
    if (PyType_Ready(&House_Type) < 0 || PyType_Ready(&Room_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&linked_module);
}
