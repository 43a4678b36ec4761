//! P9: links stay links, modes stay, and nothing outside the tree is touched.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::time::{Duration, SystemTime};

use migrate_types::disk::{self, Inputs, Permission, Search, WriteError};

use crate::support::{Tree, change};

const ALL: Permission = Permission { dirty: true, no_vcs: true };

fn read(paths: &[std::path::PathBuf]) -> Inputs {
    disk::read(disk::discover(&Search { paths: paths.to_vec(), ..Search::default() }).unwrap())
}

fn append(inputs: &Inputs) -> Result<usize, Vec<&'static str>> {
    let made = change(inputs, |file| Some([file.bytes.as_slice(), b"more\n"].concat()));
    match disk::write(inputs, &[made], ALL) {
        Ok(written) => Ok(written.files),
        Err(WriteError::Refused(reasons)) => Err(reasons.iter().map(|reason| reason.rule).collect()),
        Err(failed) => panic!("{failed:?}"),
    }
}

fn names(inputs: &Inputs) -> Vec<String> {
    inputs.sources.iter().map(|file| file.name.rsplit('/').next().unwrap().to_owned()).collect()
}

#[test]
fn a_link_inside_the_tree_is_followed_and_stays_a_link() {
    let tree = Tree::new(&[("src/real.c", "real\n"), ("lib/other.c", "other\n")]);
    symlink("real.c", tree.join("src/link.c")).unwrap();
    symlink("../lib", tree.join("src/lib")).unwrap();
    symlink("..", tree.join("src/loop")).unwrap();
    tree.commit();
    let inputs = read(&[tree.join("src")]);
    assert_eq!(names(&inputs), ["other.c", "real.c"], "one file is read once, and a loop ends");
    assert_eq!(append(&inputs), Ok(2));
    assert!(fs::symlink_metadata(tree.join("src/link.c")).unwrap().is_symlink());
    assert_eq!(tree.get("src/real.c"), b"real\nmore\n");
    assert_eq!(tree.get("lib/other.c"), b"other\nmore\n");
}

#[test]
fn what_lies_outside_is_left_out_or_refused() {
    let outside = Tree::new(&[("far.c", "far\n"), ("folder/x.c", "x\n")]);
    let tree = Tree::new(&[("a.c", "a\n")]);
    tree.commit();
    symlink(outside.join("far.c"), tree.join("far.c")).unwrap();
    symlink(outside.join("folder"), tree.join("folder")).unwrap();
    let inputs = read(&[tree.path()]);
    assert_eq!(names(&inputs), ["a.c"]);
    assert_eq!(inputs.problems.iter().map(|said| said.rule).collect::<Vec<_>>(), ["read-link"; 2]);
    let named = read(&[tree.join("far.c")]);
    assert_eq!(names(&named), ["far.c"]);
    assert_eq!(append(&named), Err(vec!["write-outside"]));
    assert_eq!(outside.get("far.c"), b"far\n");
}

#[test]
fn a_link_to_nothing_is_told() {
    let tree = Tree::new(&[("a.c", "a\n")]);
    symlink("gone.c", tree.join("b.c")).unwrap();
    symlink("gone", tree.join("not_c")).unwrap();
    let inputs = read(&[tree.path()]);
    assert_eq!(inputs.problems.len(), 1);
    assert!(inputs.problems[0].message.ends_with("b.c` is a link to nothing"), "{:?}", inputs.problems);
}

#[test]
fn a_file_with_two_names_is_not_replaced() {
    let tree = Tree::new(&[("a.c", "a\n"), ("b.c", "b\n")]);
    fs::hard_link(tree.join("a.c"), tree.join("elsewhere.txt")).unwrap();
    assert_eq!(append(&read(&[tree.path()])), Err(vec!["write-linked"]));
    assert_eq!(
        (tree.get("a.c"), tree.get("b.c")),
        (b"a\n".to_vec(), b"b\n".to_vec()),
        "the other is not written, too"
    );
}

#[test]
fn modes_and_owners_are_kept() {
    let tree = Tree::new(&[("a.c", "a\n"), ("b.c", "b\n")]);
    fs::set_permissions(tree.join("a.c"), fs::Permissions::from_mode(0o751)).unwrap();
    fs::set_permissions(tree.join("b.c"), fs::Permissions::from_mode(0o600)).unwrap();
    let is_root = fs::metadata(tree.join("a.c")).unwrap().uid() == 0;
    if is_root {
        std::os::unix::fs::chown(tree.join("a.c"), Some(1234), Some(4321)).unwrap();
    }
    append(&read(&[tree.path()])).unwrap();
    let now = fs::metadata(tree.join("a.c")).unwrap();
    assert_eq!(now.mode() & 0o7777, 0o751);
    assert_eq!(fs::metadata(tree.join("b.c")).unwrap().mode() & 0o7777, 0o600);
    if is_root {
        assert_eq!((now.uid(), now.gid()), (1234, 4321));
    }
}

#[test]
fn a_file_that_stays_the_same_is_not_touched() {
    let tree = Tree::new(&[("a.c", "a\n"), ("b.c", "b\n")]);
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for name in ["a.c", "b.c"] {
        fs::File::options().append(true).open(tree.join(name)).unwrap().set_modified(long_ago).unwrap();
    }
    let inputs = read(&[tree.path()]);
    let same = change(&inputs, |file| {
        Some(if file.name.ends_with("a.c") { file.bytes.clone() } else { b"B\n".to_vec() })
    });
    let written = disk::write(&inputs, &[same], ALL).unwrap();
    assert_eq!(written.files, 1);
    let modified = |name: &str| fs::metadata(tree.join(name)).unwrap().modified().unwrap();
    assert_eq!(modified("a.c"), long_ago);
    assert_ne!(modified("b.c"), long_ago);
}
