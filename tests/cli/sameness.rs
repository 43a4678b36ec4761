//! P14: the same input gives the same bytes, however it is named, from wherever, with any number of threads.

use crate::program::{Ran, command, run};
use crate::support::Tree;

/// Something to say about two files, without any C.
fn tree() -> Tree {
    let noise = b"\x01\x02\x03\x04\x05\x06\x07\x08".to_vec();
    let tree =
        Tree::new(&[("src/b.c", noise.clone()), ("src/a.c", noise), ("src/c.c", b"int x;\n".to_vec())]);
    tree.commit();
    tree
}

fn said(ran: &Ran) -> (i32, String, String) {
    (ran.status, ran.text(), ran.err.clone())
}

#[test]
fn spelling_and_working_directory_change_nothing_in_a_repository() {
    let tree = tree();
    let path = tree.join("src");
    let absolute = path.to_str().unwrap();
    for mode in
        ["--output-format=human", "--output-format=json", "--output-format=sarif", "--diff", "--show-files"]
    {
        let expected = said(&run(&tree.path(), &[mode, "src"]));
        assert!(expected.1.contains("src/a.c") || expected.2.contains("src/a.c"), "{mode}: {expected:?}");
        let spellings: &[(&str, &[&str])] = &[
            (".", &["./src/"]),
            (".", &[absolute]),
            (".", &["src/../src", "src/a.c"]),
            (".", &["src/c.c", "src/b.c", "src/a.c"]),
            ("src", &["."]),
            ("src", &[]),
            ("src", &["../src"]),
            ("/", &[absolute]),
        ];
        for (folder, paths) in spellings {
            let ran = run(&tree.join(folder), &[&[mode], *paths].concat());
            assert_eq!(said(&ran), expected, "{mode} {paths:?} in {folder}");
        }
    }
}

#[test]
fn threads_and_locale_change_nothing() {
    let tree = tree();
    let expected = said(&run(&tree.path(), &["--output-format=json", "src"]));
    for threads in ["1", "2", "7", "0"] {
        assert_eq!(said(&run(&tree.path(), &["-j", threads, "--output-format=json", "src"])), expected);
    }
    for locale in ["C", "tr_TR.UTF-8", "ja_JP.eucJP"] {
        let mut command = command(&tree.path());
        command.env("LC_ALL", locale).env("LANG", locale).args(["--output-format=json", "src"]);
        assert_eq!(said(&command.output().unwrap().into()), expected, "{locale}");
    }
}

/// The example of the README, asked after its type by a macro, as the module `name`.
fn module(name: &str) -> String {
    let text = include_str!("../../testdata/example/tally.c");
    let (head, rest) = text.split_once("static PyObject *").unwrap();
    let check = "#define Tally_Check(op) PyObject_TypeCheck(op, &Tally_Type)\n\nstatic PyObject *";
    let rest = rest.replace("PyObject_TypeCheck(other, &Tally_Type)", "Tally_Check(other)");
    format!("{head}{check}{rest}").replace("tally", name)
}

#[test]
fn modules_in_one_folder_are_rewritten_as_each_by_itself() {
    let names = ["one.c", "two.c", "static.c"];
    let [one, two, stays] = ["one", "two", "three"].map(module);
    // The same macro, in a module that cannot change.
    let stays = stays.replace(".tp_name = \"three.Tally\"", ".tp_name = NAME");
    let tree = Tree::new(&[(names[0], &one), (names[1], &two), (names[2], &stays)]);
    let alone: Vec<String> = names.iter().map(|name| run(&tree.path(), &["--diff", name]).text()).collect();
    assert!(alone[0].contains("+#define Tally_Check(state, op)") && alone[1].contains("two.c"), "{alone:?}");
    assert_eq!(alone[2], "");
    assert_eq!(run(&tree.path(), &["--diff"]).text(), alone.concat());
    for threads in ["1", "2", "7"] {
        assert_eq!(run(&tree.path(), &["--diff", "-j", threads]).text(), alone.concat());
    }
}

#[test]
fn modules_of_one_name_are_rewritten_as_each_by_itself() {
    let names = ["old/one.c", "new/one.c"];
    let one = module("one");
    let tree = Tree::new(&[(names[0], &one), (names[1], &one.replace("Tally", "Total"))]);
    let alone: Vec<String> = names.iter().map(|name| run(&tree.path(), &["--diff", name]).text()).collect();
    assert!(alone[0].contains("+#define Tally_Check(state, op)"), "{alone:?}");
    assert!(alone[1].contains("+#define Total_Check(state, op)"), "{alone:?}");
    // In order of their names.
    assert_eq!(run(&tree.path(), &["--diff"]).text(), [&alone[1][..], &alone[0]].concat());
}
