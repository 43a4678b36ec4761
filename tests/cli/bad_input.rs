//! Input that is no good: a clear message for each, no panic, and the others go on.

use std::fmt::Write;

use crate::program::run;
use crate::support::Tree;

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_looked_at() {
    let tree =
        Tree::new(&[("good.c", b"int x;\n".to_vec()), ("binary.c", b"\x7fELF\x02\x01\x01\0\0\0\0".to_vec())]);
    tree.put("large.c", vec![b' '; (8 << 20) + 1]);
    tree.put("utf16.h", b"\xff\xfei\0n\0t\0");
    let ran = run(&tree.path(), &["."]);
    let text = ran.text();
    assert!(text.contains("[read-binary]: refused: `binary.c` was left alone"), "{text}");
    assert!(text.contains("[read-binary]: refused: `utf16.h` was left alone"), "{text}");
    assert!(text.contains("[read-large]: refused: `large.c` was left alone"), "{text}");
    assert!(!text.contains("good.c"), "{text}");
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
}

#[test]
fn a_missing_path_is_an_error_and_the_others_go_on() {
    let tree = Tree::new(&[("good.c", "int x;\n"), ("bin.c", "\x01\x02\x03\x04\x05")]);
    let ran = run(&tree.path(), &["nowhere", "good.c", "bin.c", "none/at/all.c"]);
    let text = ran.text();
    assert!(text.contains("error[read-missing]: `nowhere` does not exist"), "{text}");
    assert!(text.contains("error[read-missing]: `none/at/all.c` does not exist"), "{text}");
    assert!(text.contains("`bin.c` was left alone"), "{text}");
    assert_eq!(ran.status, 2);
    assert_eq!(run(&tree.path(), &["--exit-zero", "nowhere"]).status, 2, "an error is no finding");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_told() {
    let tree = Tree::new(&[("a.c", "int x;\n")]);
    let made = std::process::Command::new("mkfifo").arg(tree.join("pipe.c")).status().unwrap();
    assert!(made.success());
    assert!(run(&tree.path(), &["pipe.c"]).text().contains("`pipe.c` is neither a file nor a folder"));
    assert_eq!(run(&tree.path(), &["."]).status, 0, "in a folder it is passed over, and nobody waits for it");
}

#[test]
fn hostile_texts_end_without_a_panic() {
    let mut noise = String::new();
    let mut random = fastrand::Rng::with_seed(3);
    while noise.len() < 2 << 20 {
        let _ = write!(noise, "{}", random.char(' '..='~'));
    }
    let cases = [
        ("noise.c", noise),
        ("deep_parens.c", "(".repeat(200_000)),
        ("deep_braces.c", format!("static PyTypeObject T = {}", "{".repeat(200_000))),
        ("balanced.c", format!("static PyTypeObject T = {}{};", "{".repeat(100_000), "}".repeat(100_000))),
        (
            "unbalanced.c",
            "static PyTypeObject T = { .tp_name = \"m.T\", {\nint f(void) { if (1) {\n".to_owned(),
        ),
        (
            "truncated.c",
            "static PyTypeObject T = {\n    PyVarObject_HEAD_INIT(NULL, 0)\n    .tp_na".to_owned(),
        ),
        ("string.c", "char *s = \"never ended\n".to_owned()),
        ("comment.c", "/* never ended".to_owned()),
        ("nul.c", "int a;\0 static PyTypeObject T;\0".to_owned()),
        ("empty.c", String::new()),
    ];
    for (name, text) in cases {
        let tree = Tree::new(&[(name, text.as_str()), ("good.c", "int x;\n")]);
        let before = tree.listing();
        for mode in ["--output-format=concise", "--diff", "--write"] {
            let ran = run(&tree.path(), &[mode, "--allow-no-vcs", "."]);
            assert!(ran.status < 3, "{name} {mode}: {ran:?}");
            assert!(!ran.err.contains("bug of migrate-types"), "{name}: {}", ran.err);
        }
        assert_eq!(tree.listing(), before, "{name}");
    }
}

#[test]
fn damaged_types_are_told_of_and_their_files_stay() {
    let good = include_str!("../../testdata/example/tally.c");
    let unbalanced = format!("{good}\nint f(void) {{ {{\n");
    let deep = format!("static PyTypeObject D = {{ {}0{} }};\n", "(".repeat(200_000), ")".repeat(200_000));
    let files = [
        ("deep.c", deep.as_str()),
        ("good.c", good),
        ("truncated.c", &good[..900]),
        ("unbalanced.c", &unbalanced),
    ];
    let tree = Tree::new(&files);
    let ran = run(&tree.path(), &["--write", "--allow-no-vcs", "--output-format=concise"]);
    let told = [ran.text(), ran.err].concat();
    for expected in [
        "deep.c:1:21: refused[guard-syntax]: D stays as it is: its definition is not understood: nested more than 200 deep",
        "truncated.c:28:1: refused[guard-syntax]: no type of this file moves: an opening bracket is never closed",
        "unbalanced.c:58:1: refused[guard-syntax]: no type of this file moves: an opening bracket is never closed",
        "`Tally_Type` is now a heap type",
    ] {
        assert!(told.contains(expected), "{expected}\n{told}");
    }
    assert_eq!(ran.status, 1);
    let changed: Vec<&str> = files
        .iter()
        .filter(|(name, text)| tree.get(name) != text.as_bytes())
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(changed, ["good.c"]);
}

/// P12, with a module of a megabyte all of which matters: 64 bytes for each of the file, besides the program itself.
#[cfg(target_os = "linux")]
#[test]
fn memory_is_bounded_by_the_largest_file() {
    let (head, tail) =
        include_str!("../../testdata/example/tally.c").split_once("static PyMethodDef").unwrap();
    let (start, method) = head.split_once("static PyObject *\nTally_add(").unwrap();
    let methods: String = (0..4_000).map(|at| format!("static PyObject *\nTally_add{at}({method}")).collect();
    let text = format!("{start}static PyObject *\nTally_add({method}{methods}static PyMethodDef{tail}");
    let tree = Tree::new(&[("large.c", text.as_str())]);
    let most = (64 * text.len() + (32 << 20)) >> 10;
    let limited = |kib: usize| {
        let mut shell = std::process::Command::new("sh");
        shell
            .arg("-c")
            .arg(format!("ulimit -v {kib}; exec \"$0\" -j1 --exit-zero --output-format=concise ."));
        // One heap for all threads: what counts is what is asked for.
        shell.arg(env!("CARGO_BIN_EXE_migrate-types")).env("MALLOC_ARENA_MAX", "1");
        shell.current_dir(tree.path()).output().unwrap()
    };
    let ran = limited(most);
    let told = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && told.contains("`Tally_Type` can become a heap type"), "{ran:?}");
    assert!(!limited(most / 3).status.success(), "the limit holds at all");
}
