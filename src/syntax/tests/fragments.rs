//! What a plain parse gets wrong, most of it without an error: each row of the table of causes.

use super::{body, fields, list, read};

#[test]
fn a_head_macro_is_a_field_of_its_own() {
    assert_eq!(
        fields("PyObject_HEAD PyObject *x;"),
        "macro PyObject_HEAD\ndeclare PyObject\n  PyObject* x\n"
    );
    assert_eq!(fields("PyObject_HEAD int fd;"), "macro PyObject_HEAD\ndeclare int\n  int fd\n");
    assert_eq!(fields("PyObject_HEAD long x;"), "macro PyObject_HEAD\ndeclare long\n  long x\n");
    assert_eq!(
        fields("PyObject_HEAD struct bar *b;"),
        "macro PyObject_HEAD\ndeclare struct bar\n  struct bar* b\n"
    );
    assert_eq!(fields("PyObject_VAR_HEAD\n/* note */\nT x;"), "macro PyObject_VAR_HEAD\ndeclare T\n  T x\n");
    assert_eq!(fields("PyObject_HEAD;"), "macro PyObject_HEAD\n");
    assert_eq!(fields("MY_FIELDS(a, b)\nint x;"), "macro MY_FIELDS(a, b)\ndeclare int\n  int x\n");
}

#[test]
fn a_head_initializer_brings_its_comma() {
    assert_eq!(list("PyVarObject_HEAD_INIT(NULL, 0) \"n\", 1"), "{PyVarObject_HEAD_INIT(NULL, 0), \"n\", 1}");
    assert_eq!(
        list("PyVarObject_HEAD_INIT(NULL, 0) .tp_name = \"n\","),
        "{PyVarObject_HEAD_INIT(NULL, 0), .tp_name = \"n\"}"
    );
    assert_eq!(list("PyObject_HEAD_INIT(NULL)\n0, \"n\""), "{PyObject_HEAD_INIT(NULL), 0, \"n\"}");
    assert_eq!(list("PyVarObject_HEAD_INIT(NULL, 0), 1"), "{PyVarObject_HEAD_INIT(NULL, 0), 1}");
    assert_eq!(
        list(".ob_base = PyVarObject_HEAD_INIT(&T, 1)\n.ob_item = {1}"),
        "{.ob_base = PyVarObject_HEAD_INIT([& T], 1), .ob_item = {1}}"
    );
}

#[test]
fn a_method_macro_is_an_entry() {
    assert_eq!(
        list("A_METHODDEF B_METHODDEF {\"x\", f}, {NULL}"),
        "{A_METHODDEF, B_METHODDEF, {\"x\", f}, {NULL}}"
    );
    assert_eq!(list("A_METHODDEF {NULL}"), "{A_METHODDEF, {NULL}}");
    // A macro of unknown shape: nothing else can stand there.
    assert_eq!(list("MY_METHOD(x, y)\n{NULL}"), "{MY_METHOD(x, y), {NULL}}");
}

#[test]
fn a_statement_macro_is_no_type() {
    assert_eq!(body("Py_BEGIN_ALLOW_THREADS r = read();"), "Py_BEGIN_ALLOW_THREADS\n[r = read()]\n");
    assert_eq!(body("Py_BEGIN_ALLOW_THREADS close(fd);"), "Py_BEGIN_ALLOW_THREADS\nclose(fd)\n");
    assert_eq!(body("Py_BEGIN_ALLOW_THREADS\n(void)f();"), "Py_BEGIN_ALLOW_THREADS\ncast<void>(f())\n");
    assert_eq!(body("Py_END_ALLOW_THREADS if (r) return;"), "Py_END_ALLOW_THREADS\nif r\n  return\n");
}

#[test]
fn an_else_under_a_directive() {
    assert_eq!(
        body("if (a) x();\n#ifdef X\nelse if (b) y();\n#endif\nelse z();"),
        "if a\n  x()\nelse\n  if b\n    y()\n  else\n    z()\n"
    );
    // The `else` belongs to another `if` in each branch.
    assert_eq!(
        body("#ifdef X\nif (a) x();\n#else\nif (b) x();\n#endif\nelse z();"),
        "if a\n  x()\nelse\n  z()\n-- reading 2\nif b\n  x()\nelse\n  z()\n"
    );
}

#[test]
fn a_directive_in_a_table() {
    assert_eq!(list("{1},\n#ifdef X\n{2},\n#else\n{3},\n#endif\n{4}"), "{{1}, {2}, {3}, {4}}");
    assert_eq!(
        read("T x = {\n1,\n#ifdef X\n2\n#else\n3\n#endif\n};"),
        "declare T\n  T x = {1, 2}\n-- reading 2\ndeclare T\n  T x = {1, 3}\n"
    );
}

#[test]
fn a_directive_among_arguments() {
    assert_eq!(body("f(a,\n#ifdef X\nb,\n#else\nc,\n#endif\nd);"), "f(a, b, d)\n-- reading 2\nf(a, c, d)\n");
}

#[test]
fn a_define_that_ends_in_blanks_ends_with_its_line() {
    assert_eq!(read("#define foo  \nint x;"), "declare int\n  int x\n");
}

#[test]
fn what_may_be_a_type_is_told_by_its_name() {
    assert_eq!(body("a = (T)(x);"), "[a = (T)(x)]\n");
    assert_eq!(body("a = (destructor)(x);"), "[a = cast<destructor>((x))]\n");
    assert_eq!(body("a = (destructor)&x;"), "[a = cast<destructor>([& x])]\n");
    assert_eq!(body("a = sizeof(Foo);"), "[a = sizeof(Foo)]\n");
    assert_eq!(body("a * b;"), "declare a\n  a* b\n");
    assert_eq!(
        read("typedef int (*handler)(int);\nint x = (handler)&f;").lines().last().unwrap(),
        "  int x = cast<handler>([& f])"
    );
}

#[test]
fn unused_parameters_keep_their_names() {
    assert_eq!(
        read("static PyObject *f(PyObject *self, PyObject *Py_UNUSED(ignored)) {}"),
        "static function f(PyObject* self, PyObject* unused ignored) returns PyObject*\n"
    );
}

#[test]
fn types_as_arguments() {
    assert_eq!(body("p = PyMem_NEW(PyObject *, n);"), "[p = PyMem_NEW(type<PyObject*>, n)]\n");
    assert_eq!(body("i = va_arg(ap, int);"), "[i = va_arg(ap, type<int>)]\n");
    assert_eq!(body("x = offsetof(T, a.b);"), "[x = offsetof(T, a.b)]\n");
    assert_eq!(
        body("p = PyObject_New(struct node, &Node_Type);"),
        "[p = PyObject_New(type<struct node>, [& Node_Type])]\n"
    );
}

#[test]
fn a_macro_that_governs_is_seen() {
    let defined = "#define UNLESS(x) if (!(x))\nint f(void) { UNLESS(a) return 1; return 2; }";
    assert_eq!(
        read(defined),
        "function f(void) returns int\n  governed by UNLESS(a)\n    return 1\n  return 2\n"
    );
    assert_eq!(body("FOREACH(x, list) { use(x); }"), "governed by FOREACH(x, list)\n  block\n    use(x)\n");
    assert_eq!(body("FOREVER(int i = 0; i < 3) { use(x); }").lines().count(), 3);
}

#[test]
fn a_macro_that_nobody_knows_is_not_guessed_at() {
    let dump = body("CHECK(x)\nif (y) return 1;");
    assert_eq!(dump, "!! 3:1: whether the macro CHECK is a statement or governs the next one is not known\n");
    assert!(body("LOCKED\nx = 1;").starts_with("!! "));
}

#[test]
fn a_c_file_may_hold_cplusplus() {
    let new = "void *operator new[](std::size_t n, const std::nothrow_t &tag) noexcept(false) { return get(static_cast<int>(n)); }";
    let shown = read(new);
    assert!(!shown.contains("!!") && shown.contains("return get("), "{shown}");
    assert_eq!(body("x = load((_Atomic(long) *)&y);"), "[x = load(cast<long*>([& y]))]\n");
}
