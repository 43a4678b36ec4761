// Trees of C structs that functions free by calling themselves: two children, with what one node holds under a condition;
// any number of children, and a list that is linked. Each is visited by a function of the same shape.
// ids: T-TRAV-7 GC-4
#include <Python.h>

typedef struct branch {
    struct branch *child[2];
    PyObject *key;
    PyObject *value;
} Branch;

typedef struct {
    PyObject_HEAD
    Branch *root;
} Index;

static void
branch_free(Branch *branch)
{
    if (branch == NULL) {
        return;
    }
    branch_free(branch->child[0]);
    branch_free(branch->child[1]);
    Py_DECREF(branch->key);
    Py_XDECREF(branch->value);
    PyMem_Free(branch);
}

static Branch *
branch_new(PyObject *key, Branch *left, Branch *right)
{
    Branch *branch = PyMem_Malloc(sizeof(Branch));

    if (branch == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    Py_INCREF(key);
    branch->key = key;
    branch->value = NULL;
    branch->child[0] = left;
    branch->child[1] = right;
    return branch;
}

static PyObject *
index_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    PyObject *one, *two, *three;
    Branch *left, *right, *root;
    Index *self;

    if (!PyArg_ParseTuple(args, "OOO", &one, &two, &three)) {
        return NULL;
    }
    left = branch_new(one, NULL, NULL);
    right = branch_new(three, NULL, NULL);
    root = left != NULL && right != NULL ? branch_new(two, left, right) : NULL;
    if (root == NULL) {
        branch_free(left);
        branch_free(right);
        return NULL;
    }
    self = (Index *)type->tp_alloc(type, 0);
    if (self == NULL) {
        branch_free(root);
        return NULL;
    }
    self->root = root;
    return (PyObject *)self;
}

static void
index_dealloc(Index *self)
{
    branch_free(self->root);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
index_keys(Index *self, PyObject *args)
{
    return Py_BuildValue("OOO", self->root->child[0]->key, self->root->key, self->root->child[1]->key);
}

static PyMethodDef index_methods[] = {
    {"keys", (PyCFunction)index_keys, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static PyTypeObject Index_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "tree.Index",
    .tp_basicsize = sizeof(Index),
    .tp_dealloc = (destructor)index_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = index_methods,
    .tp_new = index_new,
};

typedef struct leaf {
    int count;
    struct leaf **leaves;
    struct leaf *next;
    PyObject *label;
} Leaf;

typedef struct {
    PyObject_HEAD
    Leaf *top;
    long depth;
} Plant;

static void
leaf_clear(Leaf *leaf)
{
    int i;

    for (i = 0; i < leaf->count; i++) {
        leaf_clear(leaf->leaves[i]);
    }
    if (leaf->next != NULL) {
        leaf_clear(leaf->next);
    }
    Py_XDECREF(leaf->label);
    PyMem_Free(leaf->leaves);
    PyMem_Free(leaf);
}

static Leaf *
leaf_new(PyObject *label)
{
    Leaf *leaf = PyMem_Calloc(1, sizeof(Leaf));

    if (leaf == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    Py_XINCREF(label);
    leaf->label = label;
    return leaf;
}

static PyObject *
plant_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    PyObject *label;
    Leaf *top, *twig;
    Plant *self;

    if (!PyArg_ParseTuple(args, "O", &label)) {
        return NULL;
    }
    top = leaf_new(NULL);
    if (top == NULL) {
        return NULL;
    }
    top->leaves = PyMem_Calloc(2, sizeof(Leaf *));
    if (top->leaves == NULL || (top->leaves[0] = leaf_new(label)) == NULL) {
        leaf_clear(top);
        PyErr_NoMemory();
        return NULL;
    }
    top->count = 1;
    twig = leaf_new(label);
    if (twig == NULL) {
        leaf_clear(top);
        return NULL;
    }
    top->next = twig;
    self = (Plant *)type->tp_alloc(type, 0);
    if (self == NULL) {
        leaf_clear(top);
        return NULL;
    }
    self->top = top;
    self->depth = 2;
    return (PyObject *)self;
}

static void
plant_dealloc(Plant *self)
{
    if (self->top != NULL) {
        leaf_clear(self->top);
    }
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *
plant_label(Plant *self, void *closure)
{
    PyObject *label = self->top->next->label;

    Py_INCREF(label);
    return label;
}

static PyGetSetDef plant_getset[] = {
    {"label", (getter)plant_label, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static PyTypeObject Plant_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "tree.Plant",
    .tp_basicsize = sizeof(Plant),
    .tp_dealloc = (destructor)plant_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_getset = plant_getset,
    .tp_new = plant_new,
};

static struct PyModuleDef tree_module = {
    PyModuleDef_HEAD_INIT, "tree", NULL, -1, NULL, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_tree(void)
{
    PyObject *module;

    if (PyType_Ready(&Index_Type) < 0 || PyType_Ready(&Plant_Type) < 0) {
        return NULL;
    }
    module = PyModule_Create(&tree_module);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&Index_Type);
    Py_INCREF(&Plant_Type);
    if (PyModule_AddObject(module, "Index", (PyObject *)&Index_Type) < 0
        || PyModule_AddObject(module, "Plant", (PyObject *)&Plant_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
