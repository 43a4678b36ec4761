//! Reasons not to write: each is told, and nothing is touched.

use std::fs;

use migrate_types::disk::{self, Permission, WriteError};

use crate::support::{Tree, sample_change};

const ALL: Permission = Permission { dirty: true, no_vcs: true };

/// Tries to write; gives the rule names of the reasons against it. The tree must not change then.
fn refusals(tree: &Tree, permission: Permission) -> Vec<&'static str> {
    let inputs = tree.inputs();
    let before = tree.listing();
    match disk::write(&inputs, &[sample_change(&inputs)], permission) {
        Ok(_) => Vec::new(),
        Err(WriteError::Refused(reasons)) => {
            assert_eq!(tree.listing(), before);
            reasons.iter().map(|reason| reason.rule).collect()
        }
        Err(failed) => panic!("{failed:?}"),
    }
}

#[test]
fn what_git_does_not_hold_is_not_written() {
    let none = Permission::default();
    let tree = Tree::new(&[("a.c", "a\n"), ("b.c", "b\n"), (".gitignore", "gen.h\n")]);
    assert_eq!(refusals(&tree, none), ["write-no-vcs"; 2]);
    assert_eq!(refusals(&tree, Permission { dirty: true, no_vcs: false }), ["write-no-vcs"; 2]);
    tree.commit();

    tree.put("a.c", "changed\n");
    assert_eq!(refusals(&tree, none), ["write-dirty"], "changed");
    tree.git(&["add", "a.c"]);
    assert_eq!(refusals(&tree, none), ["write-dirty"], "staged");
    tree.git(&["reset", "-q", "--hard"]);

    tree.put("c.c", "never committed\n");
    assert_eq!(refusals(&tree, none), ["write-dirty"], "untracked");
    fs::remove_file(tree.join("c.c")).unwrap();

    tree.put("other.txt", "not touched, so of no interest\n");
    assert_eq!(refusals(&tree, none), [""; 0]);
    assert_eq!(tree.get("a.c"), b"// new\na\n");
}

#[test]
fn an_ignored_file_counts_as_one_that_git_does_not_hold() {
    let tree = Tree::new(&[("gen/a.c", "a\n"), (".gitignore", "gen\n")]);
    tree.commit();
    let search = disk::Search { paths: vec![tree.join("gen/a.c")], ..disk::Search::default() };
    let inputs = disk::read(disk::discover(&search).unwrap());
    let result = disk::write(&inputs, &[sample_change(&inputs)], Permission::default());
    assert!(matches!(&result, Err(WriteError::Refused(why)) if why[0].rule == "write-dirty"), "{result:?}");
}

#[test]
fn what_the_user_allows_is_written() {
    let tree = Tree::new(&[("a.c", "a\n")]);
    assert_eq!(refusals(&tree, Permission { dirty: false, no_vcs: true }), [""; 0]);
    tree.commit();
    tree.put("added.h", "");
    fs::remove_file(tree.join("added.h")).unwrap();
    tree.put("a.c", "dirty\n");
    assert_eq!(refusals(&tree, Permission { dirty: true, no_vcs: false }), [""; 0]);
}

#[test]
fn a_file_that_is_to_be_made_must_not_exist() {
    let tree = Tree::new(&[("a.c", "a\n"), ("added.h", "mine\n")]);
    assert_eq!(refusals(&tree, ALL), ["write-exists"]);
}

#[test]
fn a_repository_that_git_cannot_read_is_no_reason_to_write() {
    let tree = Tree::new(&[("a.c", "a\n"), (".git", "nonsense\n")]);
    assert_eq!(refusals(&tree, Permission::default()), ["write-dirty"]);
    assert_eq!(refusals(&tree, Permission { dirty: true, no_vcs: false }), [""; 0]);
}
