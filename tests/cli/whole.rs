//! The promises once more, through the program, on a real module.

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use crate::program::{command, run, run_with};
use crate::support::{Tree, git};

const MODULE: &str = include_str!("../../testdata/iterkit/iterkit.c");

/// A module of its own for each number.
fn small_module(number: usize) -> String {
    r#"#include <Python.h>

typedef struct {
    PyObject_HEAD
    int level;
} Tank9;

static PyTypeObject Tank9_Type;

static PyObject *
tank9_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    return type->tp_alloc(type, 0);
}

static void
tank9_dealloc(PyObject *self)
{
    Py_TYPE(self)->tp_free(self);
}

static PyTypeObject Tank9_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "tank9.Tank",
    .tp_basicsize = sizeof(Tank9),
    .tp_dealloc = tank9_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = tank9_new,
};

static struct PyModuleDef tank9_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "tank9",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_tank9(void)
{
    PyObject *m = PyModule_Create(&tank9_module);
    if (m == NULL)
        return NULL;
    if (PyType_Ready(&Tank9_Type) < 0)
        return NULL;
    Py_INCREF(&Tank9_Type);
    if (PyModule_AddObject(m, "Tank", (PyObject *)&Tank9_Type) < 0) {
        Py_DECREF(&Tank9_Type);
        return NULL;
    }
    return m;
}
"#
    .replace('9', &number.to_string())
}

/// A repository with the module in `src/`.
fn repository(module: &[u8]) -> Tree {
    let tree = Tree::new(&[("src/iterkit.c", module.to_vec()), ("src/other.c", b"int other;\n".to_vec())]);
    tree.commit();
    tree
}

/// The module in every odd kind of text.
fn kinds() -> Vec<(&'static str, Vec<u8>)> {
    let crlf = MODULE.replace('\n', "\r\n");
    let (head, tail) = MODULE.split_at(MODULE.len() / 2);
    let head = head.rsplit_once('\n').unwrap().0.to_owned() + "\n";
    let mixed = head.replace('\n', "\r\n") + &MODULE[head.len()..];
    assert!(tail.len() > 1000);
    vec![
        ("plain", MODULE.into()),
        ("crlf", crlf.into()),
        ("mixed ends", mixed.into()),
        ("byte order mark", [b"\xef\xbb\xbf", MODULE.as_bytes()].concat()),
        ("latin-1", [b"/* caf\xe9 */\n", MODULE.as_bytes()].concat()),
        ("nul", [b"/* \0 */\n", MODULE.as_bytes()].concat()),
        ("no final newline", MODULE.trim_end().into()),
        ("line splices", [b"#define ONE \\\n    1\n", MODULE.as_bytes()].concat()),
        ("trigraphs", [b"??=define TWO ??/\n    2\n", MODULE.as_bytes()].concat()),
    ]
}

/// P1 and P10.
#[test]
fn the_patch_and_the_written_file_are_the_same_and_a_second_run_changes_nothing() {
    for (kind, module) in kinds() {
        let tree = repository(&module);
        let patch = run(&tree.path(), &["--diff", "src"]);
        assert_eq!(patch.status, 1, "{kind}: {}", patch.err);
        let ran = run(&tree.path(), &["--write", "src"]);
        assert_eq!(ran.status, 0, "{kind}: {ran:?}");
        let written = tree.get("src/iterkit.c");
        assert_ne!(written, module, "{kind}");
        tree.git(&["checkout", "-q", "src"]);
        let mut apply = git(&tree.path());
        let mut apply = apply.args(["apply", "--whitespace=nowarn"]).stdin(Stdio::piped()).spawn().unwrap();
        apply.stdin.take().unwrap().write_all(&patch.out).unwrap();
        assert!(apply.wait().unwrap().success(), "{kind}");
        assert!(tree.get("src/iterkit.c") == written, "{kind}: git made something else");
        assert_eq!(tree.get("src/other.c"), b"int other;\n");

        let again = run(&tree.path(), &["--diff", "src"]);
        assert_eq!((again.status, again.text().as_str()), (0, ""), "{kind}: {}", again.err);
        let through = run_with(&tree.path(), &["--stdin-filename", "src/iterkit.c", "--write"], &module);
        assert!(through.out == written, "{kind}: standard input gives something else");
    }
}

#[test]
fn line_ends_are_those_of_the_file() {
    let tree = repository(MODULE.replace('\n', "\r\n").as_bytes());
    run(&tree.path(), &["--write", "src"]);
    let written = tree.get("src/iterkit.c");
    let bare =
        written.iter().enumerate().filter(|&(at, &byte)| byte == b'\n' && written[at - 1] != b'\r').count();
    assert_eq!(bare, 0);
}

/// P14.
#[test]
fn the_patch_is_the_same_from_anywhere() {
    let tree = repository(MODULE.as_bytes());
    let expected = run(&tree.path(), &["--diff", "src"]);
    let src = tree.join("src");
    for (folder, path) in
        [("src", "."), ("src", "../src/iterkit.c"), ("/", src.to_str().unwrap()), (".", "./src/")]
    {
        let ran = run(&tree.join(folder), &["--diff", path]);
        assert!(ran.out == expected.out && ran.err == expected.err, "{path} in {folder}");
    }
    for threads in ["1", "2", "8"] {
        for format in ["json", "human"] {
            let with =
                |threads: &str| run(&tree.path(), &["-j", threads, "--output-format", format, "src"]).out;
            assert!(with(threads) == with("0"), "{threads} threads, {format}");
        }
    }
}

#[test]
fn gates_hold_and_leave_the_file_alone() {
    let tree = Tree::new(&[("src/iterkit.c", MODULE)]);
    let ran = run(&tree.path(), &["--write", "src"]);
    assert!(
        ran.status == 3 && ran.err.contains("error[write-no-vcs]: `src/iterkit.c` may not be written"),
        "{ran:?}"
    );
    assert_eq!(tree.get("src/iterkit.c"), MODULE.as_bytes());
    tree.commit();
    tree.put("src/iterkit.c", format!("{MODULE}\n"));
    let ran = run(&tree.path(), &["--write", "src"]);
    assert!(ran.status == 3 && ran.err.contains("[write-dirty]"), "{ran:?}");
    assert_eq!(tree.get("src/iterkit.c"), format!("{MODULE}\n").as_bytes());
    assert_eq!(run(&tree.path(), &["--write", "--allow-dirty", "src"]).status, 0);
    assert_ne!(tree.get("src/iterkit.c"), format!("{MODULE}\n").as_bytes());
}

#[test]
fn with_snapshots_only_what_was_accepted_is_written() {
    let tree = repository(MODULE.as_bytes());
    let arguments = ["--snapshot", "snaps", "--write", "--allow-dirty", "src"];
    let ran = run(&tree.path(), &arguments);
    assert!(
        ran.status == 1 && ran.err.contains("1 file to review: cargo insta review --workspace-root snaps"),
        "{ran:?}"
    );
    assert_eq!(tree.get("src/iterkit.c"), MODULE.as_bytes());
    assert!(ran.text().contains("to migrate"), "{}", ran.text());
    std::fs::rename(tree.join("snaps/src/iterkit.c.snap.new"), tree.join("snaps/src/iterkit.c.snap"))
        .unwrap();
    let ran = run(&tree.path(), &arguments);
    assert!(ran.status == 0 && ran.text().contains(" migrated"), "{ran:?}");
    assert_ne!(tree.get("src/iterkit.c"), MODULE.as_bytes());
}

/// P7 and P11, as far as a few processes can show it; the long test of both is on the level below.
#[test]
fn killed_or_run_twice_the_tree_is_old_or_new() {
    let file = |number: usize| (format!("m{}/tank{number}.c", number % 4), small_module(number));
    let files: Vec<(String, String)> = (0..16).map(file).collect();
    let tree = Tree::new(&files.iter().map(|(name, text)| (name.as_str(), text)).collect::<Vec<_>>());
    let old = tree.listing();
    let write = || {
        let mut command = command(&tree.path());
        command.args(["--write", "--allow-no-vcs", "."]).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    let mut two = [write(), write()];
    let mut ends = two.each_mut().map(|run| run.wait().unwrap().code().unwrap());
    ends.sort_unstable();
    assert!(ends[0] == 0 && [0, 2, 3].contains(&ends[1]), "{ends:?}");
    let new = tree.listing();
    assert_eq!(new.len(), old.len());
    assert!(new.iter().all(|(name, bytes)| name.ends_with('/') || old[name] != *bytes));

    let mut random = fastrand::Rng::with_seed(11);
    for _ in 0..6 {
        files.iter().for_each(|(name, text)| tree.put(name, text));
        let mut run = write();
        std::thread::sleep(Duration::from_millis(random.u64(0..400)));
        run.kill().unwrap();
        run.wait().unwrap();
        crate::program::run(&tree.path(), &["recover"]);
        let now = tree.listing();
        assert!(now == old || now == new, "{:?}", now.keys());
    }
}
