//! Each law speaks when a change is made that breaks it: a rewrite that is lawful, with one mistake added by hand.

use super::hold;
use crate::edit::{Change, Edit, EditSet};
use crate::emit::emit;
use crate::facts;
use crate::link;
use crate::options::Options;
use crate::plan::{Settings, plan};
use crate::rules;
use crate::source::{SourceFile, Sources, Span};
use crate::syntax::grammar::Grammar;

const MODULE: &str = r#"#include <Python.h>

typedef struct {
    PyObject_HEAD
    int count;
} CoinObject;

static PyTypeObject Coin_Type;

static int
is_coin(PyObject *op)
{
    return PyObject_TypeCheck(op, &Coin_Type);
}

static PyObject *
Coin_same(CoinObject *self, PyObject *other)
{
    return PyBool_FromLong(is_coin(other));
}

static PyMethodDef Coin_methods[] = {
    {"same", (PyCFunction)Coin_same, METH_O, "Whether it is a coin, too."},
    {NULL},
};

static PyTypeObject Coin_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "coin.Coin",
    .tp_doc = "A coin.",
    .tp_basicsize = sizeof(CoinObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = Coin_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef coin_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "coin",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_coin(void)
{
    PyObject *module = PyModule_Create(&coin_module);
    if (module == NULL) {
        return NULL;
    }
    if (PyModule_AddType(module, &Coin_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
"#;

/// The names of the laws that the module's rewrite breaks once `mistake` was made in its edits.
fn broken_by(mistake: impl Fn(&mut Vec<Edit>, &SourceFile)) -> Vec<&'static str> {
    let sources = Sources::new([("coin.c".to_owned(), MODULE.as_bytes().to_vec())]);
    let options = Options::default();
    let settings = Settings {
        target: options.target,
        gc: options.gc,
        isolation: options.isolation,
        qualify_names: options.qualify_names,
        choice: options.types.clone(),
        rules: options.rules.clone(),
        statements: options.statements.clone(),
    };
    let grammar = Grammar::builtin();
    let project = link::read(&sources, &facts::select(&sources, grammar));
    let plan = plan(&project, rules::ALL, &settings);
    let changes: Vec<Change> = emit(&sources, &project, &plan, &settings)
        .into_iter()
        .map(|change| with_mistake(change.expect("the edits agree"), &sources, &mistake))
        .collect();
    assert_eq!(changes.len(), 1, "the module is rewritten at all");
    let (lawful, broken) = hold(&sources, grammar, &project, &plan, changes, &settings);
    assert_eq!(lawful.is_empty(), !broken.is_empty(), "what breaks a law is withheld");
    broken.into_iter().map(|law| law.law).collect()
}

fn with_mistake(
    mut change: Change,
    sources: &Sources,
    mistake: impl Fn(&mut Vec<Edit>, &SourceFile),
) -> Change {
    for (&id, edits) in &mut change.files {
        let file = sources.get(id);
        let mut all: Vec<Edit> = edits.iter().cloned().collect();
        mistake(&mut all, file);
        *edits = EditSet::new(all, file.bytes.len()).expect("the mistake is no conflict");
    }
    change
}

/// A mistake: text at the end of the file that nobody asked for.
fn appended(text: &str) -> impl Fn(&mut Vec<Edit>, &SourceFile) {
    move |edits, file| {
        let end = file.bytes.len() as u32;
        let span = Span { file: file.id, start: end, end };
        edits.push(Edit { span, text: text.as_bytes().to_vec(), author: "mistake", order: i16::MAX });
    }
}

/// A mistake: other words in what the rewrite writes. They must be there.
fn replaced(from: &str, to: &str) -> impl Fn(&mut Vec<Edit>, &SourceFile) {
    move |edits, _| {
        let mut found = false;
        for edit in edits {
            let text = String::from_utf8(edit.text.clone()).expect("our own text");
            found |= text.contains(from);
            edit.text = text.replace(from, to).into_bytes();
        }
        assert!(found, "{from:?} is written");
    }
}

#[test]
fn without_a_mistake_every_law_holds() {
    assert_eq!(broken_by(appended("")), [""; 0]);
}

#[test]
fn an_item_that_is_worse_understood_breaks_parses() {
    assert!(broken_by(appended("static int left(void) { return (1; }\n")).contains(&"parses"));
}

#[test]
fn a_field_that_is_dropped_breaks_conserved() {
    let lost = replaced("    {Py_tp_doc, (void *)\"A coin.\"},\n", "");
    assert_eq!(broken_by(lost), ["conserved"]);
}

#[test]
fn a_name_that_is_left_breaks_no_orphans() {
    assert!(broken_by(appended("void *left = &Coin_Type;\n")).contains(&"no-orphans"));
}

#[test]
fn a_call_without_the_state_breaks_calls() {
    assert!(broken_by(replaced("state, ", "")).contains(&"calls"));
}

#[test]
fn a_rewrite_that_leaves_everything_to_the_next_run_breaks_idempotent() {
    assert!(broken_by(|edits, _| edits.clear()).contains(&"idempotent"));
}
