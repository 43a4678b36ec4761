// Struct sequences that stay: changed later, named at run time, filled late, twice, or used before.
// ids: MOD-12 FL-RT R-NAME T-NAME-2 T-DOC-3 T-DOC-4
// target: 3.9
#include <Python.h>

#define BARE_NAME "Bare"

static char computed[16];
static const char *const word = "Word";

static PyStructSequence_Field fields[] = {
    {"value", NULL},
    {NULL, NULL}
};

static PyStructSequence_Desc changed_desc = {"left_alone.Changed", "Changed.", fields, 1};
static PyStructSequence_Desc needy_desc = {"left_alone.Needy", "Needy.", fields, 1};
static PyStructSequence_Desc computed_desc = {computed, "Computed.", fields, 1};  // want field-sequence R-NAME
static PyStructSequence_Desc bare_desc = {BARE_NAME, "Bare.", fields, 1};  // want field-sequence T-NAME-2
static PyStructSequence_Desc told_desc = {"left_alone.Told", computed, fields, 1};  // want field-sequence T-DOC-3
static PyStructSequence_Desc ready_desc = {"left_alone.Ready", "Ready.", fields, 1};
static PyStructSequence_Desc late_desc = {"left_alone.Late", "Late.", fields, 1};
static PyStructSequence_Desc early_desc = {"left_alone.Early", "Early.", fields, 1};
static PyStructSequence_Desc twice_desc = {"left_alone.Twice", "Twice.", fields, 1};
static PyStructSequence_Desc signed_desc = {
    "left_alone.Signed",
    "Signed(value)\n--\n\nSigned.",  // want field-sequence T-DOC-4
    fields,
    1
};
static PyStructSequence_Desc silent_desc = {"left_alone.Silent", NULL, fields, 1};  // want field-sequence MOD-12

static PyTypeObject ChangedType;
static PyTypeObject NeedyType;
static PyTypeObject ComputedType;
static PyTypeObject BareType;
static PyTypeObject ToldType;
static PyTypeObject ReadyType;
static PyTypeObject LateType;  // want field-sequence MOD-12
static PyTypeObject EarlyType;
static PyTypeObject TwiceType;  // want field-sequence MOD-12
static PyTypeObject SignedType;
static PyTypeObject SilentType;

static PyObject *
changed_getattro(PyObject *Py_UNUSED(op), PyObject *Py_UNUSED(name))
{
    return PyUnicode_FromString(word);
}

static PyObject *
needy_richcompare(PyObject *Py_UNUSED(a), PyObject *b, int op)  // want guard-route
{
    return PyBool_FromLong((Py_TYPE(b) == &NeedyType) == (op == Py_EQ));
}

static PyObject *
left_alone_late(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    if (LateType.tp_name == NULL) {
        PyStructSequence_InitType(&LateType, &late_desc);
    }
    return PyStructSequence_New(&LateType);
}

static PyMethodDef left_alone_methods[] = {
    {"late", left_alone_late, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef left_alone_module = {
    PyModuleDef_HEAD_INIT, "left_alone", NULL, -1, left_alone_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_left_alone(void)
{
    PyObject *module;

    PyOS_snprintf(computed, sizeof(computed), "left_alone.%s", "C");
    PyStructSequence_InitType(&ChangedType, &changed_desc);
    ChangedType.tp_getattro = changed_getattro;  // want field-sequence FL-RT
    PyStructSequence_InitType(&NeedyType, &needy_desc);
    NeedyType.tp_richcompare = needy_richcompare;
    PyStructSequence_InitType(&ComputedType, &computed_desc);
    PyStructSequence_InitType(&BareType, &bare_desc);
    PyStructSequence_InitType(&ToldType, &told_desc);
    PyStructSequence_InitType(&ReadyType, &ready_desc);
    if (PyType_Ready(&ReadyType) < 0)  // want field-sequence MOD-12
        return NULL;
    PyStructSequence_InitType(&TwiceType, &twice_desc);
    PyStructSequence_InitType(&TwiceType, &twice_desc);
    PyStructSequence_InitType(&SignedType, &signed_desc);
    PyStructSequence_InitType(&SilentType, &silent_desc);
    module = PyModule_Create(&left_alone_module);
    if (module == NULL)
        return NULL;
    Py_INCREF(&EarlyType);  // want field-sequence MOD-12
    PyStructSequence_InitType(&EarlyType, &early_desc);
    return module;
}
