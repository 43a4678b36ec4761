/*
 * A counter. Tabs, and braces at the end of the line but for functions, as in a kernel.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

struct counter {
	PyObject_HEAD
	long long	value;
	long long	step;
};

static PyTypeObject counter_type;
static PyObject *counter_error;	/* counter.error */

static int counter_init(struct counter *self, PyObject *args, PyObject *kwds)
{
	static char *keywords[] = { "value", "step", NULL };

	self->value = 0;
	self->step = 1;
	if (!PyArg_ParseTupleAndKeywords(args, kwds, "|LL", keywords,
					 &self->value, &self->step))
		return -1;
	if (self->step == 0) {
		PyErr_SetString(counter_error, "a step of nothing");
		return -1;
	}
	return 0;
}

static PyObject *counter_tick(struct counter *self, PyObject *unused)
{
	(void)unused;
	if ((self->step > 0 && self->value > LLONG_MAX - self->step) ||
	    (self->step < 0 && self->value < LLONG_MIN - self->step)) {
		PyErr_SetString(counter_error, "the counter is full");
		return NULL;
	} else {
		self->value += self->step;
	}
	return PyLong_FromLongLong(self->value);
}

static PyObject *counter_get_value(struct counter *self, void *closure)
{
	(void)closure;
	return PyLong_FromLongLong(self->value);
}

static int counter_set_value(struct counter *self, PyObject *value, void *closure)
{
	struct counter *other = (struct counter *)value;
	long long number;

	(void)closure;
	if (value == NULL) {
		PyErr_SetString(counter_error, "a counter has a value");
		return -1;
	}
	/* From another counter, or from a number. */
	if (PyObject_TypeCheck(value, &counter_type)) {
		number = other->value;
	} else {
		number = PyLong_AsLongLong(value);
		if (number == -1 && PyErr_Occurred())
			return -1;
	}
	self->value = number;
	return 0;
}

static PyMethodDef counter_methods[] = {
	{ "tick",	(PyCFunction)counter_tick,	METH_NOARGS,	"tick($self, /)\n--\n\nCount on." },
	{ NULL,		NULL,				0,		NULL },
};

static PyMemberDef counter_members[] = {
	{ "step",	T_LONGLONG,	offsetof(struct counter, step),	READONLY,	NULL },
	{ NULL,		0,		0,				0,		NULL },
};

static PyGetSetDef counter_getset[] = {
	{ "value", (getter)counter_get_value, (setter)counter_set_value, NULL, NULL },
	{ NULL, NULL, NULL, NULL, NULL },
};

static PyTypeObject counter_type = {
	PyVarObject_HEAD_INIT(NULL, 0)
	.tp_name	= "counter.counter",
	.tp_basicsize	= sizeof(struct counter),
	.tp_flags	= Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
	.tp_doc		= "counter(value=0, step=1)\n--\n\nCounts.",
	.tp_methods	= counter_methods,
	.tp_members	= counter_members,
	.tp_getset	= counter_getset,
	.tp_init	= (initproc)counter_init,
	.tp_new		= PyType_GenericNew,
};

static struct PyModuleDef counter_module = {
	PyModuleDef_HEAD_INIT,
	.m_name	= "counter",
	.m_size	= -1,
};

PyMODINIT_FUNC PyInit_counter(void)
{
	PyObject *m = PyModule_Create(&counter_module);

	if (!m)
		return NULL;
	if (PyModule_AddType(m, &counter_type) < 0)
		goto fail;
	counter_error = PyErr_NewException("counter.error", NULL, NULL);
	if (!counter_error)
		goto fail;
	Py_INCREF(counter_error);
	if (PyModule_AddObject(m, "error", counter_error) < 0) {
		Py_DECREF(counter_error);
		goto fail;
	}
	return m;
fail:
	Py_DECREF(m);
	return NULL;
}
