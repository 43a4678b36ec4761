//! `--snapshot`: what waits for review, what counts as accepted, and what may be written then.

mod support;

use std::fs;

use migrate_types::cli::snapshots::{Compared, compare};
use migrate_types::disk::{self, Inputs, Search};
use migrate_types::edit::Change;
use support::{Tree, change};

/// Two modules: one file, and two files that only go together.
fn tree() -> Tree {
    let tree = Tree::new(&[("src/one.c", "one\n"), ("src/two/a.c", "a\n"), ("src/two/b.h", "caf\u{e9}\r\n")]);
    tree.commit();
    tree
}

fn inputs(tree: &Tree) -> Inputs {
    disk::read(disk::discover(&Search { paths: vec![tree.join("src")], ..Search::default() }).unwrap())
}

fn changes(inputs: &Inputs, added: &str) -> Vec<Change> {
    let of = |part: &str| {
        change(inputs, |file| file.name.contains(part).then(|| [&file.bytes, added.as_bytes()].concat()))
    };
    vec![of("one.c"), of("two/")]
}

fn compared(tree: &Tree, added: &str) -> Compared {
    let inputs = inputs(tree);
    compare(&tree.join("snaps"), &inputs, &changes(&inputs, added)).unwrap()
}

fn pending(tree: &Tree) -> Vec<String> {
    tree.listing().into_keys().filter(|name| name.ends_with(".snap.new")).collect()
}

/// What `cargo insta accept` does: it writes the header anew, drops quotes where it can, and trims the end.
fn accept(tree: &Tree, name: &str) {
    let text = String::from_utf8(tree.get(&format!("snaps/{name}.snap.new"))).unwrap();
    tree.put(&format!("snaps/{name}.snap"), text.replace("\r\n", "\n").replacen("source: \"", "source: ", 1));
    fs::remove_file(tree.join(&format!("snaps/{name}.snap.new"))).unwrap();
}

#[test]
fn a_module_is_accepted_when_all_its_files_are() {
    let tree = tree();
    let first = compared(&tree, "more\r\n");
    assert_eq!((first.accepted.len(), first.pending), (0, 3));
    let names = ["snaps/src/one.c.snap.new", "snaps/src/two/a.c.snap.new", "snaps/src/two/b.h.snap.new"];
    assert_eq!(pending(&tree), names);
    assert!(tree.get("snaps/Cargo.toml").starts_with(b"# For `cargo insta review"));

    accept(&tree, "src/one.c");
    accept(&tree, "src/two/a.c");
    let second = compared(&tree, "more\r\n");
    assert_eq!((second.accepted.len(), second.pending), (1, 1));
    assert_eq!(pending(&tree), names[2..]);
    accept(&tree, "src/two/b.h");
    assert_eq!((compared(&tree, "more\r\n").accepted.len(), pending(&tree).len()), (2, 0));
}

#[test]
fn what_was_accepted_counts_byte_for_byte() {
    let tree = tree();
    compared(&tree, "more\r\n");
    for name in ["src/one.c", "src/two/a.c", "src/two/b.h"] {
        accept(&tree, name);
    }
    assert_eq!(compared(&tree, "more\n").pending, 3, "another line end is another text");
    assert_eq!(compared(&tree, "more\r\n\r\n").pending, 3, "and so is a line more at the end");
    assert_eq!(pending(&tree).len(), 3);
    assert_eq!(
        (compared(&tree, "more\r\n").pending, pending(&tree).len()),
        (0, 0),
        "what is settled waits no more"
    );
}

#[test]
fn a_manifest_of_the_user_is_left_alone() {
    let tree = tree();
    tree.put("snaps/Cargo.toml", "mine");
    compared(&tree, "x");
    assert_eq!(tree.get("snaps/Cargo.toml"), b"mine");
}
