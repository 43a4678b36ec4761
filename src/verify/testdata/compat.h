/* What the migrated modules of these tests need to build and behave on 3.9 as on later versions. */
#ifndef MT_COMPAT_H
#define MT_COMPAT_H

#if PY_VERSION_HEX < 0x030A0000
#define MT_IMMUTABLE 0
#define MT_DISALLOW 0
#else
#define MT_IMMUTABLE Py_TPFLAGS_IMMUTABLETYPE
#define MT_DISALLOW Py_TPFLAGS_DISALLOW_INSTANTIATION
#endif

/* The module that made `type` or one of its bases, when that module is of `def`; borrowed. */
static inline PyObject *
mt_module_by_def(PyTypeObject *type, PyModuleDef *def)
{
#if PY_VERSION_HEX >= 0x030B0000
    return PyType_GetModuleByDef(type, def);
#else
    PyObject *mro = type->tp_mro;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(mro); i++) {
        PyTypeObject *super = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        if (!PyType_HasFeature(super, Py_TPFLAGS_HEAPTYPE)) {
            continue;
        }
        PyObject *module = ((PyHeapTypeObject *)super)->ht_module;
        if (module != NULL && PyModule_Check(module) && PyModule_GetDef(module) == def) {
            return module;
        }
    }
    PyErr_Format(PyExc_TypeError, "no module of '%s' made '%s'", def->m_name, type->tp_name);
    return NULL;
#endif
}

/* Makes a type in the module, with one base or none. */
static inline PyTypeObject *
mt_make_type(PyObject *module, PyType_Spec *spec, PyTypeObject *base)
{
    PyObject *bases = NULL;
    if (base != NULL) {
        bases = PyTuple_Pack(1, base);
        if (bases == NULL) {
            return NULL;
        }
    }
    PyTypeObject *type = (PyTypeObject *)PyType_FromModuleAndSpec(module, spec, bases);
    Py_XDECREF(bases);
    return type;
}

/* A type that cannot be called: 3.9 has no flag for it. */
static inline void
mt_disallow(PyTypeObject *type)
{
#if PY_VERSION_HEX < 0x030A0000
    type->tp_new = NULL;
    PyType_Modified(type);
#else
    (void)type;
#endif
}

/* The whole doc text, signature and all: CPython 3.9 keeps only what follows the signature, in memory of its own. */
static inline int
mt_keep_doc(PyTypeObject *type, const char *doc)
{
#if PY_VERSION_HEX < 0x030A0000 && !defined(PYPY_VERSION)
    size_t size = strlen(doc) + 1;
    char *copy = PyObject_Malloc(size);
    if (copy == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(copy, doc, size);
    PyObject_Free((void *)type->tp_doc);
    type->tp_doc = copy;
#else
    (void)type;
    (void)doc;
#endif
    return 0;
}

#endif
