//! P6: when any single operation fails, the tree is all old or all new. P7: the same when everything stops at any
//! operation, and somebody recovers.

use std::cell::Cell;
use std::io;
use std::path::Path;

use migrate_types::diagnostic::Diagnostic;
use migrate_types::disk::{self, Disk, Files, Recovered, Replacement, WriteError, files::File};

use crate::support::{Listing, Tree};

/// Which operations fail.
#[derive(Clone, Copy, Debug)]
enum Fails {
    /// Only this one.
    One(usize),
    /// This one and all after it: the process is dead, or the disk is gone.
    From(usize),
    /// This one panics.
    Panics(usize),
    Never,
}

/// The real disk, without waiting for it, until an operation is to fail. A write that fails writes a half.
struct Faulty {
    fails: Fails,
    made: Cell<usize>,
}

impl Faulty {
    fn new(fails: Fails) -> Faulty {
        Faulty { fails, made: Cell::new(0) }
    }

    fn next(&self) -> io::Result<()> {
        let number = self.made.replace(self.made.get() + 1);
        let fails = match self.fails {
            Fails::One(one) => number == one,
            Fails::From(first) => number >= first,
            Fails::Panics(one) => {
                assert!(number != one, "on purpose");
                false
            }
            Fails::Never => false,
        };
        if fails { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { Ok(()) }
    }
}

impl Files for Faulty {
    fn create(&self, path: &Path) -> io::Result<File> {
        self.next()?;
        Disk.create(path)
    }

    fn append(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        self.next().inspect_err(|_| Disk.append(file, &bytes[..bytes.len() / 2]).unwrap())?;
        Disk.append(file, bytes)
    }

    fn dress(&self, file: &File, model: &Path) -> io::Result<()> {
        self.next()?;
        Disk.dress(file, model)
    }

    fn date(&self, file: &File, model: &Path) -> io::Result<()> {
        self.next()?;
        Disk.date(file, model)
    }

    fn sync(&self, _file: &File) -> io::Result<()> {
        self.next()
    }

    fn sync_folder(&self, _folder: &Path) -> io::Result<()> {
        self.next()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.next()?;
        Disk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.next()?;
        Disk.remove(path)
    }
}

const OLD: &[(&str, &str)] =
    &[("a.c", "old a\n"), ("sub/b.c", "old b\n"), ("sub/deep/c.h", ""), ("z.c", "old z")];

fn old_tree() -> Tree {
    Tree::new(OLD)
}

fn work(tree: &Tree) -> Vec<Replacement> {
    let replacement = |name: &str, old: Option<&str>, new: String| Replacement {
        path: tree.join(name),
        name: name.to_owned(),
        old: old.map(|text| text.as_bytes().to_vec()),
        new: new.into_bytes(),
    };
    let mut all: Vec<_> =
        OLD.iter().map(|(name, old)| replacement(name, Some(old), format!("new {name}\n"))).collect();
    all.insert(1, replacement("sub/added.h", None, "added\n".to_owned()));
    all
}

/// What the tree is before, and after everything went well.
fn both() -> (Listing, Listing) {
    let tree = old_tree();
    let old = tree.listing();
    disk::replace_all(&Faulty::new(Fails::Never), &work(&tree)).unwrap();
    (old, tree.listing())
}

/// How many operations a whole write takes.
fn operations() -> usize {
    let (tree, files) = (old_tree(), Faulty::new(Fails::Never));
    disk::replace_all(&files, &work(&tree)).unwrap();
    files.made.get()
}

fn journal(tree: &Tree) -> Option<std::path::PathBuf> {
    disk::leftovers_below(&tree.path()).into_iter().find(|path| path.starts_with(tree.path()))
}

/// Recovers on the real disk. Another test of this process may be starting a program just now, which for a moment holds
/// every lock that we had.
fn recover(journal: &Path) -> Result<Recovered, Box<Diagnostic>> {
    loop {
        match disk::recover(&Disk, journal) {
            Err(busy) if busy.rule == "write-busy" => std::thread::yield_now(),
            result => return result,
        }
    }
}

#[test]
fn a_write_replaces_everything_and_leaves_nothing_behind() {
    let (old, new) = both();
    let names: Vec<&str> = new.keys().map(String::as_str).collect();
    assert_eq!(names, ["a.c", "sub/", "sub/added.h", "sub/b.c", "sub/deep/", "sub/deep/c.h", "z.c"]);
    assert_eq!(new["sub/b.c"], b"new sub/b.c\n");
    assert_eq!(old.len() + 1, new.len());
    assert!(operations() > 30, "each operation is counted: {}", operations());
}

#[test]
fn one_failing_operation_leaves_all_old_or_all_new() {
    let (old, new) = both();
    for number in 0..operations() {
        let tree = old_tree();
        let result = disk::replace_all(&Faulty::new(Fails::One(number)), &work(&tree));
        if let Some(left) = journal(&tree) {
            // Only tidying up can fail this way: then all is new, and the user is told.
            assert!(matches!(result, Ok(Some(_))), "operation {number}: {result:?}");
            assert_eq!(recover(&left).unwrap(), Recovered::New);
        }
        match result {
            Ok(_) => assert_eq!(tree.listing(), new, "operation {number}"),
            Err(WriteError::Failed(_)) => assert_eq!(tree.listing(), old, "operation {number}"),
            Err(refused) => panic!("operation {number}: {refused:?}"),
        }
    }
}

#[test]
fn stopped_at_any_operation_the_tree_can_be_made_whole() {
    let (old, new) = both();
    let mut seen = (0, 0);
    for number in 0..operations() {
        let tree = old_tree();
        let result = disk::replace_all(&Faulty::new(Fails::From(number)), &work(&tree));
        let restored = journal(&tree).map(|left| recover(&left).unwrap());
        let now = tree.listing();
        assert!(now == old || now == new, "operation {number}: {:?}", now.keys());
        let is_new = now == new;
        if let Some(restored) = restored {
            assert_eq!(restored == Recovered::New, is_new, "operation {number}: what is told is what is");
        }
        assert!(result.is_err() || is_new, "operation {number}: success was told");
        seen = (seen.0 + usize::from(!is_new), seen.1 + usize::from(is_new));
    }
    assert!(seen.0 > 0 && seen.1 > 0, "some went back and some forward: {seen:?}");
}

#[test]
fn a_recovery_may_be_stopped_at_any_operation_too() {
    let (old, new) = both();
    let mut stopped = 0;
    for number in 0..operations() {
        for again in 0.. {
            let tree = old_tree();
            let _ = disk::replace_all(&Faulty::new(Fails::From(number)), &work(&tree));
            let Some(left) = journal(&tree) else { break };
            let done = disk::recover(&Faulty::new(Fails::From(again)), &left).is_ok();
            if let Some(left) = journal(&tree) {
                let text = std::fs::read_to_string(&left);
                recover(&left).unwrap_or_else(|problem| {
                    panic!("operation {number}, then {again}: {problem:?}: {text:?}")
                });
            }
            let now = tree.listing();
            assert!(now == old || now == new, "operation {number}, then {again}: {:?}", now.keys());
            if done {
                break;
            }
            stopped += 1;
        }
    }
    assert!(stopped > 100, "{stopped}");
}

#[test]
fn a_failing_disk_that_comes_back_is_no_reason_to_lose_edits_made_since() {
    let (mut conflicts, mut kept) = (0, 0);
    for number in 0..operations() {
        let tree = old_tree();
        let _ = disk::replace_all(&Faulty::new(Fails::From(number)), &work(&tree));
        tree.put("z.c", "edited by hand");
        if let Some(left) = journal(&tree) {
            match recover(&left) {
                Ok(_) => kept += 1,
                Err(problem) => {
                    assert!(problem.message.contains("z.c"), "{problem:?}");
                    conflicts += 1;
                }
            }
        }
        assert_eq!(tree.get("z.c"), b"edited by hand", "operation {number}");
    }
    assert!(conflicts > 0 && kept > 0, "{conflicts} {kept}");
}

/// P16. Once everything is in place, only tidying up is left to panic: then the new tree stays, and the journal.
#[test]
fn a_panic_leaves_no_change_behind() {
    let (old, new) = both();
    let mut panics = (0, 0);
    for number in 0..operations() {
        let tree = old_tree();
        let (files, work) = (Faulty::new(Fails::Panics(number)), work(&tree));
        let result =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| disk::replace_all(&files, &work)));
        assert!(result.is_err(), "operation {number}");
        match journal(&tree) {
            None => {
                let after_all = number == operations() - 1;
                assert_eq!(
                    tree.listing(),
                    if after_all { new.clone() } else { old.clone() },
                    "operation {number}"
                );
            }
            Some(left) => match recover(&left).unwrap() {
                Recovered::New => assert_eq!(tree.listing(), new, "operation {number}"),
                Recovered::Old => assert_eq!(tree.listing(), old, "operation {number}"),
            },
        }
        panics = if tree.listing() == old { (panics.0 + 1, panics.1) } else { (panics.0, panics.1 + 1) };
    }
    assert!(panics.0 > 20, "{panics:?}");
}
