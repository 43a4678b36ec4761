//! P11: what changed since it was read is not overwritten, and two runs at once lose nothing.

use std::process::Command;

use migrate_types::disk::{self, Disk, Files, Permission, WriteError};

use crate::support::{Tree, change, sample_change};

const ALL: Permission = Permission { dirty: true, no_vcs: true };
const WRITER: &str = "MIGRATE_TYPES_TEST_APPENDER";
const LINES: usize = 25;

fn rule(result: Result<disk::Written, WriteError>) -> &'static str {
    match result {
        Err(WriteError::Refused(reasons)) => reasons[0].rule,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_that_changed_since_it_was_read_is_not_overwritten() {
    let tree = Tree::new(&[("a.c", "a\n"), ("b.c", "b\n")]);
    let inputs = tree.inputs();
    tree.put("b.c", "edited\n");
    let before = tree.listing();
    assert_eq!(rule(disk::write(&inputs, &[sample_change(&inputs)], ALL)), "write-changed");
    assert_eq!(tree.listing(), before);
    std::fs::remove_file(tree.join("b.c")).unwrap();
    let before = tree.listing();
    assert!(disk::write(&inputs, &[sample_change(&inputs)], ALL).is_err(), "a file that is gone");
    assert_eq!(tree.listing(), before);
}

#[test]
fn a_run_waits_for_no_other_run() {
    let tree = Tree::new(&[("src/a.c", "a\n"), ("src/sub/b.c", "b\n")]);
    let inputs = tree.inputs();
    for folder in ["src", "src/sub", "."] {
        let path = tree.join(folder).join(".migrate-types-journal");
        let journal = Disk.create(&path).unwrap();
        journal.lock().unwrap();
        assert_eq!(rule(disk::write(&inputs, &[sample_change(&inputs)], ALL)), "write-busy", "{folder}");
        // Another test's child may have a copy of the file until it runs its program.
        journal.unlock().unwrap();
        assert_eq!(
            rule(disk::write(&inputs, &[sample_change(&inputs)], ALL)),
            "write-unfinished",
            "{folder}"
        );
        disk::recover(&Disk, &path).unwrap();
    }
    assert!(disk::write(&inputs, &[sample_change(&inputs)], ALL).is_ok());
}

/// Not a test of its own: one of two processes that append a line of their own to every file, again and again.
#[test]
fn appender() {
    let Some(folder) = std::env::var_os(WRITER) else { return };
    let mut done = 0;
    while done < LINES {
        let search = disk::Search { paths: vec![folder.clone().into()], ..disk::Search::default() };
        let inputs = disk::read(disk::discover(&search).unwrap());
        let line = format!("{}\n", std::process::id());
        let made = change(&inputs, |file| Some([file.bytes.as_slice(), line.as_bytes()].concat()));
        match disk::write(&inputs, &[made], ALL) {
            Ok(_) => done += 1,
            Err(WriteError::Refused(_)) => std::thread::sleep(std::time::Duration::from_millis(1)),
            Err(failed) => panic!("{failed:?}"),
        }
    }
}

#[test]
fn two_runs_at_once_lose_nothing() {
    let tree = Tree::new(&[("a.c", ""), ("x/b.c", ""), ("x/y/c.c", "")]);
    let start = |folder: &str| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "races::appender", "--nocapture"]).env(WRITER, tree.join(folder));
        command.stdout(std::process::Stdio::null()).spawn().unwrap()
    };
    // Two on the same files, one on a part of them.
    let mut runs = [start("."), start("."), start("x")];
    assert!(runs.iter_mut().all(|run| run.wait().unwrap().success()));
    let lines = |name: &str| tree.get(name).iter().filter(|&&byte| byte == b'\n').count();
    assert_eq!((lines("a.c"), lines("x/b.c"), lines("x/y/c.c")), (2 * LINES, 3 * LINES, 3 * LINES));
    assert_eq!(tree.listing().keys().filter(|name| name.contains("migrate")).count(), 0);
}
