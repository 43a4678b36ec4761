//! After a run was cut off while it wrote: to the new tree, or back to the old one.
//!
//! The texts themselves tell how far the run came: each file holds the old text, the new one, or something that
//! somebody wrote since, and then nothing is touched. Forward is tried first, because then the user has what was
//! asked for. This module trusts nothing in a journal that the files do not confirm.

use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::files::{self, Files};
use super::journal::{self, Journal, State, Unavailable, checksum};
use super::notices::{WRITE_FAILED, WRITE_UNFINISHED, failure, notice};
use super::replace::{occupied, undo};
use crate::diagnostic::{Diagnostic, Severity};

/// What a recovery made of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// Every file of the journal is as the run wanted it.
    New,
    /// Every file of the journal is as it was before the run.
    Old,
}

/// What an entry's file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Old,
    New,
    Other,
}

/// The journals above and below `folder`.
pub fn leftovers_below(folder: &Path) -> Vec<PathBuf> {
    let below = WalkBuilder::new(folder).standard_filters(false).build().filter_map(Result::ok);
    let below = below.filter(|entry| entry.file_name() == journal::NAME).map(ignore::DirEntry::into_path);
    let mut found: Vec<PathBuf> = journal::above(folder).chain(below).collect();
    found.sort();
    found.dedup();
    found
}

/// Completes or undoes the run that left this journal, and removes what it left behind.
pub fn recover(files: &dyn Files, path: &Path) -> Result<Recovered, Box<Diagnostic>> {
    let journal = Journal::open(path).map_err(|why| match why {
        Unavailable::Io(error) => failure(WRITE_UNFINISHED, "read", path, &error),
        other => occupied(path, &other),
    })?;
    let restored = match journal.state {
        State::Begun | State::Planned => Recovered::Old,
        State::Ready => settle(files, &journal)?,
        State::Done => finished(&journal),
    };
    journal.close(files).map_err(|error| failure(WRITE_FAILED, "tidy up after", path, &error))?;
    Ok(restored)
}

/// A run that reached `done` had settled already, one way or the other.
fn finished(journal: &Journal) -> Recovered {
    let any_new =
        (0..journal.entries.len()).any(|number| holds(journal, number).is_ok_and(|it| it == Holds::New));
    if any_new { Recovered::New } else { Recovered::Old }
}

/// Makes all entries new, or where a draft is gone already (the run was taking itself back) all old.
fn settle(files: &dyn Files, journal: &Journal) -> Result<Recovered, Box<Diagnostic>> {
    let numbers = 0..journal.entries.len();
    let now: Vec<Holds> = numbers
        .map(|number| holds(journal, number))
        .collect::<io::Result<_>>()
        .map_err(|error| failure(WRITE_UNFINISHED, "read the files of", &journal.path, &error))?;
    if let Some(number) = now.iter().position(|&it| it == Holds::Other) {
        return Err(Box::new(foreign(journal, number)));
    }
    let with =
        |wanted| now.iter().enumerate().filter(move |(_, it)| **it == wanted).map(|(number, _)| number);
    let drafted = |n: usize| sum_of(&journal.draft(n)).is_ok_and(|sum| sum == Some(journal.entries[n].new));
    let backed = |n: usize| sum_of(&journal.backup(n)).is_ok_and(|sum| sum == journal.entries[n].old);
    let write = |error: io::Error| Box::new(failure(WRITE_FAILED, "complete", &journal.path, &error));
    if with(Holds::Old).all(drafted) {
        for number in with(Holds::Old) {
            files.rename(&journal.draft(number), &journal.entries[number].path).map_err(write)?;
        }
        Ok(Recovered::New)
    } else if with(Holds::New).all(backed) {
        with(Holds::New).try_for_each(|number| undo(files, journal, number)).map_err(write)?;
        Ok(Recovered::Old)
    } else {
        Err(Box::new(incomplete(&journal.path)))
    }
}

fn holds(journal: &Journal, number: usize) -> io::Result<Holds> {
    let entry = &journal.entries[number];
    let sum = sum_of(&entry.path)?;
    Ok(match sum {
        _ if sum == Some(entry.new) => Holds::New,
        _ if sum == entry.old => Holds::Old,
        _ => Holds::Other,
    })
}

/// `None` when there is no file.
fn sum_of(path: &Path) -> io::Result<Option<u64>> {
    match files::read(path) {
        Ok(bytes) => Ok(Some(checksum(&bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn foreign(journal: &Journal, number: usize) -> Diagnostic {
    let (path, draft, backup) =
        (&journal.entries[number].path, journal.draft(number), journal.backup(number));
    notice(Severity::Error, WRITE_UNFINISHED, format!("`{}` changed after a run was cut off", path.display()))
        .why("it is neither the old text nor the new one, and going on would overwrite it")
        .help(format!(
            "take what you want from it, put `{}` (old) or `{}` (new), whichever exists, in its place, and run \
             `migrate-types recover` again",
            backup.display(),
            draft.display()
        ))
}

fn incomplete(journal: &Path) -> Diagnostic {
    notice(
        Severity::Error,
        WRITE_UNFINISHED,
        format!("`{}` leads neither forward nor back", journal.display()),
    )
    .why("drafts or backups that it names were removed or changed")
    .help("bring the files back from version control, and remove the journal")
}
