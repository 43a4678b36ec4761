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
