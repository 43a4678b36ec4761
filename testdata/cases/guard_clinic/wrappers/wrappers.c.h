/*[clinic input]
preserve
[clinic start generated code]*/

PyDoc_STRVAR(wrappers_Box__doc__,
"Box(width, /)\n"
"--\n"
"\n"
"A box.");

static PyObject *
wrappers_Box_impl(PyTypeObject *type, PyObject *width);

static PyObject *
wrappers_Box(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *return_value = NULL;
    PyObject *width;

    if ((type == &Box_Type ||
         type->tp_init == Box_Type.tp_init) &&
        !_PyArg_NoKeywords("Box", kwargs)) {
        goto exit;
    }
    if (!_PyArg_CheckPositional("Box", PyTuple_GET_SIZE(args), 1, 1)) {
        goto exit;
    }
    width = PyTuple_GET_ITEM(args, 0);
    return_value = wrappers_Box_impl(type, width);

exit:
    return return_value;
}

PyDoc_STRVAR(wrappers_Box_lid__doc__,
"lid($self, /)\n"
"--\n"
"\n"
"Make a lid for this box.");

#define WRAPPERS_BOX_LID_METHODDEF    \
    {"lid", (PyCFunction)wrappers_Box_lid, METH_NOARGS, wrappers_Box_lid__doc__},

static PyObject *
wrappers_Box_lid_impl(Box *self);

static PyObject *
wrappers_Box_lid(Box *self, PyObject *Py_UNUSED(ignored))
{
    return wrappers_Box_lid_impl(self);
}

PyDoc_STRVAR(wrappers_Box_fits__doc__,
"fits($self, other, /)\n"
"--\n"
"\n"
"Whether another box is as wide.");

#define WRAPPERS_BOX_FITS_METHODDEF    \
    {"fits", (PyCFunction)wrappers_Box_fits, METH_O, wrappers_Box_fits__doc__},

static int
wrappers_Box_fits_impl(Box *self, PyObject *other);

static PyObject *
wrappers_Box_fits(Box *self, PyObject *other)
{
    PyObject *return_value = NULL;
    int _return_value;

    _return_value = wrappers_Box_fits_impl(self, other);
    if ((_return_value == -1) && PyErr_Occurred()) {
        goto exit;
    }
    return_value = PyLong_FromLong((long)_return_value);

exit:
    return return_value;
}

PyDoc_STRVAR(wrappers_Lid__doc__,
"Lid(box, /)\n"
"--\n"
"\n"
"A lid.");

static PyObject *
wrappers_Lid_impl(PyTypeObject *type, PyObject *box);

static PyObject *
wrappers_Lid(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *return_value = NULL;
    PyObject *box;

    if ((type == &Lid_Type ||
         type->tp_init == Lid_Type.tp_init) &&
        !_PyArg_NoKeywords("Lid", kwargs)) {
        goto exit;
    }
    if (!_PyArg_CheckPositional("Lid", PyTuple_GET_SIZE(args), 1, 1)) {
        goto exit;
    }
    if (!PyObject_TypeCheck(PyTuple_GET_ITEM(args, 0), &Box_Type)) {
        _PyArg_BadArgument("Lid", "argument 1", (&Box_Type)->tp_name, PyTuple_GET_ITEM(args, 0));
        goto exit;
    }
    box = PyTuple_GET_ITEM(args, 0);
    return_value = wrappers_Lid_impl(type, box);

exit:
    return return_value;
}

PyDoc_STRVAR(wrappers_box__doc__,
"box($module, width, /)\n"
"--\n"
"\n"
"Make a box.");

#define WRAPPERS_BOX_METHODDEF    \
    {"box", (PyCFunction)wrappers_box, METH_O, wrappers_box__doc__},
/*[clinic end generated code: output=4e6c3e1885ca45c9 input=a9049054013a1b77]*/
