//! P8: a full disk, a quota, a folder or file that may not be written: originals intact, and no stray files.
//!
//! Root may write anywhere, so the writer is a process of its own that gives up root where it has it.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::process::Command;

use migrate_types::disk::{self, Permission, Search, WriteError};

use crate::support::{Tree, sample_change};

const WRITER: &str = "MIGRATE_TYPES_TEST_LIMITED";
const NOBODY: u32 = 65_534;

/// Not a test of its own: writes a sample change, and prints what came of it.
#[test]
fn limited_writer() {
    let Some(folder) = std::env::var_os(WRITER) else { return };
    let inputs =
        disk::read(disk::discover(&Search { paths: vec![folder.into()], ..Search::default() }).unwrap());
    for problem in &inputs.problems {
        println!("came of it: {}", problem.rule);
    }
    match disk::write(&inputs, &[sample_change(&inputs)], Permission { dirty: true, no_vcs: true }) {
        Ok(written) => println!("came of it: wrote {}", written.files),
        Err(WriteError::Refused(reasons)) => println!("came of it: refused {}", reasons[0].rule),
        Err(WriteError::Failed(reason)) => println!("came of it: failed {}", reason.rule),
    }
}

/// Runs the writer over a tree, as nobody in particular, with a shell command before it.
fn write_limited(tree: &Tree, limit: &str) -> Vec<String> {
    let program = Tree::new::<&str>(&[]);
    fs::set_permissions(program.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::copy(std::env::current_exe().unwrap(), program.join("writer")).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{limit} exec \"$0\" --exact limits::limited_writer --nocapture")]);
    command.arg(program.join("writer")).env(WRITER, tree.path()).current_dir("/");
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text.lines().filter_map(|line| line.split_once("came of it: ")).map(|(_, what)| what.to_owned()).collect()
}

fn is_root() -> bool {
    fs::metadata(Tree::new::<&str>(&[]).path()).unwrap().uid() == 0
}

/// Gives everything to nobody, where we are root.
fn give_away(tree: &Tree) {
    if is_root() {
        let all = tree.listing().into_keys().map(|name| tree.join(&name)).chain([tree.path()]);
        all.for_each(|path| chown(path, Some(NOBODY), Some(NOBODY)).unwrap());
    }
}

fn mode(tree: &Tree, name: &str, mode: u32) {
    fs::set_permissions(tree.join(name), fs::Permissions::from_mode(mode)).unwrap();
}

fn tree() -> Tree {
    Tree::new(&[("a.c", "a\n".repeat(100)), ("sub/b.c", "b\n".repeat(40_000))])
}

#[test]
fn without_a_limit_the_writer_writes() {
    let tree = tree();
    give_away(&tree);
    assert_eq!(write_limited(&tree, ""), ["wrote 3"]);
}

#[test]
fn where_there_is_no_room_nothing_changes() {
    let tree = tree();
    give_away(&tree);
    let before = tree.listing();
    // 512-byte or 1024-byte blocks: the second file does not fit in either, and the signal is ignored for an error.
    assert_eq!(write_limited(&tree, "trap '' XFSZ; ulimit -f 32;"), ["failed write-failed"]);
    assert_eq!(tree.listing(), before);
}

#[test]
fn in_a_read_only_folder_nothing_changes() {
    let tree = tree();
    give_away(&tree);
    let before = tree.listing();
    for folder in [".", "sub"] {
        mode(&tree, folder, 0o555);
        assert_eq!(write_limited(&tree, ""), ["failed write-failed"], "{folder}");
        mode(&tree, folder, 0o755);
        assert_eq!(tree.listing(), before, "{folder}");
    }
}

#[test]
fn a_read_only_file_is_refused_and_the_others_stay() {
    let tree = tree();
    give_away(&tree);
    let before = tree.listing();
    mode(&tree, "sub/b.c", 0o444);
    assert_eq!(write_limited(&tree, ""), ["refused write-read-only"]);
    assert_eq!(tree.listing(), before);
}

#[test]
fn an_unreadable_file_is_told_and_the_others_are_written() {
    let tree = tree();
    give_away(&tree);
    mode(&tree, "sub/b.c", 0o000);
    assert_eq!(write_limited(&tree, ""), ["read-failed", "wrote 2"]);
}
