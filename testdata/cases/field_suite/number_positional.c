// Every function of the number suite, in order.
// ids: S-1
#include <Python.h>

static PyObject *number_add(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("add"); }
static PyObject *number_subtract(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("subtract"); }
static PyObject *number_multiply(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("multiply"); }
static PyObject *number_remainder(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("remainder"); }
static PyObject *number_divmod(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("divmod"); }
static PyObject *number_power(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b), PyObject *Py_UNUSED(c)) { return PyUnicode_FromString("power"); }
static PyObject *number_negative(PyObject *Py_UNUSED(op)) { return PyUnicode_FromString("negative"); }
static PyObject *number_positive(PyObject *Py_UNUSED(op)) { return PyUnicode_FromString("positive"); }
static PyObject *number_absolute(PyObject *Py_UNUSED(op)) { return PyUnicode_FromString("absolute"); }
static int number_bool(PyObject *Py_UNUSED(op)) { return 1; }
static PyObject *number_invert(PyObject *Py_UNUSED(op)) { return PyUnicode_FromString("invert"); }
static PyObject *number_lshift(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("lshift"); }
static PyObject *number_rshift(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("rshift"); }
static PyObject *number_and(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("and"); }
static PyObject *number_xor(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("xor"); }
static PyObject *number_or(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("or"); }
static PyObject *number_int(PyObject *Py_UNUSED(op)) { return PyLong_FromLong(40); }
static PyObject *number_float(PyObject *Py_UNUSED(op)) { return PyFloat_FromDouble(2.5); }
static PyObject *number_inplace_add(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("inplace_add"); }
static PyObject *number_inplace_subtract(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("inplace_subtract"); }
static PyObject *number_inplace_multiply(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("inplace_multiply"); }
static PyObject *number_inplace_remainder(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("inplace_remainder"); }
static PyObject *number_inplace_power(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b), PyObject *Py_UNUSED(c)) { return PyUnicode_FromString("inplace_power"); }
static PyObject *number_inplace_lshift(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("inplace_lshift"); }
static PyObject *number_inplace_rshift(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("inplace_rshift"); }
static PyObject *number_inplace_and(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("inplace_and"); }
static PyObject *number_inplace_xor(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("inplace_xor"); }
static PyObject *number_inplace_or(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("inplace_or"); }
static PyObject *number_floor_divide(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("floor_divide"); }
static PyObject *number_true_divide(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("true_divide"); }
static PyObject *number_inplace_floor_divide(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("inplace_floor_divide"); }
static PyObject *number_inplace_true_divide(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("inplace_true_divide"); }
static PyObject *number_index(PyObject *Py_UNUSED(op)) { return PyLong_FromLong(40); }
static PyObject *number_matrix_multiply(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("matrix_multiply"); }
static PyObject *number_inplace_matrix_multiply(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b)) { return PyUnicode_FromString("inplace_matrix_multiply"); }

static PyNumberMethods number_as_number = {
    number_add,  /* nb_add */
    number_subtract,  /* nb_subtract */
    number_multiply,  /* nb_multiply */
    number_remainder,  /* nb_remainder */
    number_divmod,  /* nb_divmod */
    number_power,  /* nb_power */
    number_negative,  /* nb_negative */
    number_positive,  /* nb_positive */
    number_absolute,  /* nb_absolute */
    number_bool,  /* nb_bool */
    number_invert,  /* nb_invert */
    number_lshift,  /* nb_lshift */
    number_rshift,  /* nb_rshift */
    number_and,  /* nb_and */
    number_xor,  /* nb_xor */
    number_or,  /* nb_or */
    number_int,  /* nb_int */
    NULL,  /* nb_reserved */
    number_float,  /* nb_float */
    number_inplace_add,  /* nb_inplace_add */
    number_inplace_subtract,  /* nb_inplace_subtract */
    number_inplace_multiply,  /* nb_inplace_multiply */
    number_inplace_remainder,  /* nb_inplace_remainder */
    number_inplace_power,  /* nb_inplace_power */
    number_inplace_lshift,  /* nb_inplace_lshift */
    number_inplace_rshift,  /* nb_inplace_rshift */
    number_inplace_and,  /* nb_inplace_and */
    number_inplace_xor,  /* nb_inplace_xor */
    number_inplace_or,  /* nb_inplace_or */
    number_floor_divide,  /* nb_floor_divide */
    number_true_divide,  /* nb_true_divide */
    number_inplace_floor_divide,  /* nb_inplace_floor_divide */
    number_inplace_true_divide,  /* nb_inplace_true_divide */
    number_index,  /* nb_index */
    number_matrix_multiply,  /* nb_matrix_multiply */
    number_inplace_matrix_multiply,  /* nb_inplace_matrix_multiply */
};

typedef struct {
    PyObject_HEAD
    long value;
} Number;

static void
number_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Number_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "number_positional.Number",
    .tp_basicsize = sizeof(Number),
    .tp_dealloc = number_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_as_number = &number_as_number,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef number_positional_module = {
    PyModuleDef_HEAD_INIT, "number_positional", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_number_positional(void)
{
    PyObject *module;

    if (PyType_Ready(&Number_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&number_positional_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Number_Type);
    if (PyModule_AddObject(module, "Number", (PyObject *)&Number_Type) < 0) {
        Py_DECREF(&Number_Type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
