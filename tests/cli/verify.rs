//! `verify` as a user runs it: what it asks, says and leaves behind.
//!
//! What it compares, and how, is held by the other tests of verify.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use migrate_types::verify::pythons;

use crate::program::{Ran, command};
use crate::support::Tree;

const GOOD: &str = r#"#include <Python.h>

typedef struct {
    PyObject_HEAD
    int level;
} Lamp;

static PyObject *
lamp_level(Lamp *self, PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromLong(self->level);
}

static PyMethodDef lamp_methods[] = {
    {"level", (PyCFunction)lamp_level, METH_NOARGS, "How bright it is."},
    {NULL}
};

static PyTypeObject Lamp_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "lamps.Lamp",
    .tp_basicsize = sizeof(Lamp),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = lamp_methods,
    .tp_new = PyType_GenericNew,
};

static int
lamps_exec(PyObject *module)
{
    return PyModule_AddType(module, &Lamp_Type);
}

static PyModuleDef_Slot lamps_slots[] = {
    {Py_mod_exec, lamps_exec},
    {0, NULL}
};

static struct PyModuleDef lamps_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "lamps",
    .m_slots = lamps_slots,
};

PyMODINIT_FUNC
PyInit_lamps(void)
{
    return PyModuleDef_Init(&lamps_module);
}
"#;

fn python() -> String {
    let python = pythons::cpythons().find(|python| python.version.1 >= 10).expect("a CPython");
    python.executable.display().to_string()
}

/// A project, and a world around it: scratch folders, and the memory of what was let run.
struct Place {
    tree: Tree,
    world: Tree,
}

impl std::ops::Deref for Place {
    type Target = Tree;

    fn deref(&self) -> &Tree {
        &self.tree
    }
}

fn place<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Place {
    Place { tree: Tree::new(files), world: Tree::new(&[("scratch/keep", "")]) }
}

fn verify(place: &Place, arguments: &[&str]) -> Command {
    let mut call = command(&place.path());
    call.env("XDG_STATE_HOME", place.world.join("state")).env("TMPDIR", place.world.join("scratch"));
    call.args(["verify", "--python", &python()]).args(arguments).stdin(Stdio::null());
    call
}

fn ran(mut call: Command) -> Ran {
    call.output().unwrap().into()
}

/// Nothing but what was there before.
fn scratch_is_empty(place: &Place) -> bool {
    let names =
        std::fs::read_dir(place.world.join("scratch")).unwrap().flatten().map(|entry| entry.file_name());
    names.collect::<Vec<_>>() == ["keep"]
}

#[test]
fn it_asks_once_and_then_verifies_and_writes() {
    let tree = place(&[("lamps.c", GOOD)]);
    let asked = ran(verify(&tree, &["lamps.c"]));
    assert_eq!(asked.status, 2, "{}", asked.err);
    assert!(asked.err.contains("    cc -shared lamps.c\n") && asked.err.contains("--yes"), "{}", asked.err);
    let done = ran(verify(&tree, &["lamps.c", "--yes", "--write", "--allow-no-vcs"]));
    assert_eq!(done.status, 0, "{}{}", done.text(), done.err);
    assert!(done.text().ends_with("verified\n1 file written\n"), "{}", done.text());
    assert!(String::from_utf8(tree.get("lamps.c")).unwrap().contains("PyType_FromModuleAndSpec"));
    // The same commands in the same project are known now; and there is nothing left to do.
    tree.put("lamps.c", GOOD);
    let again = ran(verify(&tree, &["lamps.c"]));
    assert_eq!(again.status, 0, "{}{}", again.text(), again.err);
    assert!(scratch_is_empty(&tree));
}

#[test]
fn what_fails_is_named_in_every_form_and_nothing_is_written() {
    let tree = place(&[("lamps.c", GOOD)]);
    let tests = "grep -q PyType_FromModuleAndSpec lamps.c && exit 3; echo 'Ran 1 test in 0s'; echo OK";
    let failed = ran(verify(
        &tree,
        &[
            ".",
            "--yes",
            "--write",
            "--allow-no-vcs",
            "--test-cmd",
            tests,
            "--json",
            "a.json",
            "--markdown",
            "a.md",
        ],
    ));
    assert_eq!(failed.status, 4, "{}{}", failed.text(), failed.err);
    assert!(failed.text().contains("to blame: lamps.Lamp (in lamps.c)"), "{}", failed.text());
    assert!(failed.text().contains("+++ b/lamps.c"), "the offending patch is shown: {}", failed.text());
    assert_eq!(tree.get("lamps.c"), GOOD.as_bytes());
    let json: serde_json::Value = serde_json::from_slice(&tree.get("a.json")).unwrap();
    assert_eq!((&json["passed"], &json["blame"]["types"][0]), (&false.into(), &"lamps.Lamp".into()));
    assert!(String::from_utf8(tree.get("a.md")).unwrap().contains("To blame: lamps.Lamp"));
    assert!(scratch_is_empty(&tree));
}

#[test]
fn two_trees_are_compared() {
    let tree =
        place(&[("old/lamps.c", GOOD.to_owned()), ("new/lamps.c", GOOD.replace("How bright", "How dark"))]);
    let ran = ran(verify(&tree, &["--before", "old", "--after", "new", "--yes"]));
    assert_eq!(ran.status, 4, "{}{}", ran.text(), ran.err);
    assert!(
        ran.text().contains("lamps: member.doc Lamp.level: 'How bright it is.' -> 'How dark it is.'"),
        "{}",
        ran.text()
    );
}

#[test]
fn each_trouble_has_its_message() {
    let tree = place(&[
        ("lamps.c", GOOD),
        ("none.c", "int x;\n"),
        ("two/broken.c", &GOOD.replace("self->level", "self->levels")),
    ]);
    let cases: &[(&[&str], i32, &str)] = &[
        (&["nowhere"], 2, "`nowhere`"),
        (&["none.c"], 0, "nothing to verify"),
        (&["lamps.c", "--python", "3.99"], 2, "no Python `3.99` found"),
        (&["lamps.c", "--yes", "--write"], 3, "may not be written"),
        (&["lamps.c", "--yes", "--build", "true"], 2, "made no extension module"),
        (&["two/broken.c", "--yes"], 2, "the build of lamps failed"),
        (
            &["lamps.c", "--yes", "--build", "sleep 60 & sleep 60", "--limit", "1"],
            2,
            "still running after 1 s",
        ),
    ];
    for (arguments, status, said) in cases {
        let ran = ran(verify(&tree, arguments));
        assert_eq!(ran.status, *status, "{arguments:?}: {}{}", ran.text(), ran.err);
        assert!(
            format!("{}{}", ran.text(), ran.err).contains(said),
            "{arguments:?}: {}{}",
            ran.text(),
            ran.err
        );
    }
    assert!(scratch_is_empty(&tree));
}

#[test]
fn without_a_compiler_it_says_so() {
    let tree = place(&[("lamps.c", GOOD)]);
    let mut call = verify(&tree, &["lamps.c", "--yes"]);
    call.env("PATH", tree.world.join("scratch")).env("CC", "no-such-compiler");
    let ran = ran(call);
    assert_eq!(ran.status, 2, "{}{}", ran.text(), ran.err);
    assert!(ran.err.contains("no compiler found (tried no-such-compiler"), "{}", ran.err);
}

/// What was started goes, and so do its folders.
#[cfg(unix)]
#[test]
fn it_can_be_interrupted() {
    let tree = place(&[("lamps.c", GOOD)]);
    let build = "sleep 77.125 & echo > \"$TARGET/begun\"; sleep 77.125";
    let child =
        verify(&tree, &["lamps.c", "--yes", "--build", build]).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    let is_begun = || find(&tree.world.join("scratch"), "begun");
    while !is_begun() {
        assert!(start.elapsed() < Duration::from_secs(60), "the build does not begin");
        std::thread::sleep(Duration::from_millis(20));
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("stopped; no file was written"));
    assert!(scratch_is_empty(&tree));
    let left = Command::new("pgrep").args(["-f", "sleep 77.125"]).output();
    assert!(left.is_ok_and(|left| left.stdout.is_empty()) || !Path::new("/usr/bin/pgrep").exists());
}

fn find(folder: &Path, name: &str) -> bool {
    std::fs::read_dir(folder).into_iter().flatten().flatten().any(|entry| {
        entry.file_name() == name
            || (entry.file_type().is_ok_and(|kind| kind.is_dir()) && find(&entry.path(), name))
    })
}
