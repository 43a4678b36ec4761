//! Many files replaced as one: at every moment the tree is all old, all new, or a journal tells how to make it so.
//!
//! Everything that can fail for want of room or permission (drafts and backups) comes before the first file is
//! replaced; from there on there are only renames. This module does not know what a change is.

use std::collections::BTreeSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

use super::files::{self, Files};
use super::journal::{self, Entry, Journal, State, Unavailable, checksum};
use super::notices::{
    WRITE_BUSY, WRITE_CHANGED, WRITE_EXISTS, WRITE_FAILED, WRITE_UNFINISHED, failure, notice,
};
use super::places::common_folder;
use super::write::WriteError;
use crate::diagnostic::{Diagnostic, Severity};

/// One file to replace, or to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Canonical: a link would be replaced, not what it leads to.
    pub path: PathBuf,
    /// For messages.
    pub name: String,
    /// What must be there; `None`: nothing must be there.
    pub old: Option<Vec<u8>>,
    pub new: Vec<u8>,
}

impl Replacement {
    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("/"))
    }
}

/// Why a replacement stopped.
enum Stop {
    Refused(Box<Diagnostic>),
    Failed(Box<Diagnostic>),
}

/// Replaces all, or none. `Ok` may carry a warning about something that could not be tidied up.
pub fn replace_all(files: &dyn Files, work: &[Replacement]) -> Result<Option<Diagnostic>, WriteError> {
    let Some(folder) = common_folder(work.iter().map(Replacement::folder)) else { return Ok(None) };
    let entries = work.iter().map(|one| Entry {
        path: one.path.clone(),
        old: one.old.as_deref().map(checksum),
        new: checksum(&one.new),
    });
    let mut journal =
        Journal::begin(files, &folder, entries.collect()).map_err(|why| no_journal(&folder, why))?;
    let mut replaced = 0;
    match catch_unwind(AssertUnwindSafe(|| advance(files, work, &mut journal, &mut replaced))) {
        Ok(Ok(())) => Ok(journal.close(files).err().map(|error| untidy(&folder, &error))),
        Ok(Err(stop)) => Err(take_back(files, journal, replaced, stop)),
        Err(panic) => {
            let _ = undo_all(files, journal, replaced);
            resume_unwind(panic)
        }
    }
}

/// From the plan to the last rename. `replaced` counts the files that are new.
fn advance(
    files: &dyn Files,
    work: &[Replacement],
    journal: &mut Journal,
    replaced: &mut usize,
) -> Result<(), Stop> {
    alone(work, journal)?;
    work.iter().try_for_each(unchanged)?;
    for (number, one) in work.iter().enumerate() {
        stage(files, one, journal, number).map_err(|error| failed("prepare", &one.name, &error))?;
    }
    sync_folders(files, work)?;
    journal.mark(files, State::Ready).map_err(|error| failed("write", journal::NAME, &error))?;
    for (number, one) in work.iter().enumerate() {
        unchanged(one)?;
        let draft = journal.draft(number);
        files.rename(&draft, &one.path).map_err(|error| failed("replace", &one.name, &error))?;
        *replaced += 1;
    }
    sync_folders(files, work)
}

/// No other run may be at work above one of the files.
fn alone(work: &[Replacement], ours: &Journal) -> Result<(), Stop> {
    let folders: BTreeSet<&Path> = work.iter().map(Replacement::folder).collect();
    let mut others = folders.into_iter().flat_map(journal::above).filter(|path| *path != ours.path);
    match others.next() {
        None => Ok(()),
        Some(other) => Err(Stop::Refused(Box::new(occupied(&other, &Journal::who_holds(&other))))),
    }
}

/// The file is what it was when it was read.
fn unchanged(one: &Replacement) -> Result<(), Stop> {
    let Some(old) = &one.old else {
        return if files::exists(&one.path) {
            Err(Stop::Refused(Box::new(taken(&one.name))))
        } else {
            Ok(())
        };
    };
    match files::read(&one.path) {
        Ok(now) if now == *old => Ok(()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("read", &one.name, &error)),
        _ => Err(Stop::Refused(Box::new(changed(&one.name)))),
    }
}

fn taken(name: &str) -> Diagnostic {
    notice(Severity::Error, WRITE_EXISTS, format!("`{name}` exists already"))
        .why("the change makes a file of this name")
        .help("remove or rename it, and run again")
}

fn changed(name: &str) -> Diagnostic {
    notice(Severity::Error, WRITE_CHANGED, format!("`{name}` changed since it was read"))
        .why("what would be written was made from text that is no longer there")
        .help("run again")
}

/// Writes draft and backup of one file, down to the disk.
fn stage(files: &dyn Files, one: &Replacement, journal: &Journal, number: usize) -> io::Result<()> {
    let mut draft = files.create(&journal.draft(number))?;
    if let Some(old) = &one.old {
        // Before the text: nobody may read a draft who may not read the file.
        files.dress(&draft, &one.path)?;
        let mut backup = files.create(&journal.backup(number))?;
        files.dress(&backup, &one.path)?;
        files.append(&mut backup, old)?;
        files.date(&backup, &one.path)?;
        files.sync(&backup)?;
    }
    files.append(&mut draft, &one.new)?;
    files.sync(&draft)
}

fn sync_folders(files: &dyn Files, work: &[Replacement]) -> Result<(), Stop> {
    let folders: BTreeSet<&Path> = work.iter().map(Replacement::folder).collect();
    folders.into_iter().try_for_each(|folder| {
        files.sync_folder(folder).map_err(|error| failed("write to", &folder.to_string_lossy(), &error))
    })
}

/// Undoes the first `replaced` replacements and tidies up.
fn undo_all(files: &dyn Files, journal: Journal, replaced: usize) -> io::Result<()> {
    (0..replaced).rev().try_for_each(|number| undo(files, &journal, number))?;
    journal.close(files)
}

/// As [`undo_all`], and says what came of it.
fn take_back(files: &dyn Files, journal: Journal, replaced: usize, stop: Stop) -> WriteError {
    let path = journal.path.clone();
    match undo_all(files, journal, replaced) {
        Ok(()) => match stop {
            Stop::Refused(reason) => WriteError::Refused(vec![*reason]),
            Stop::Failed(reason) => {
                WriteError::Failed(Box::new(reason.help("every file is as it was before")))
            }
        },
        Err(error) => {
            let (Stop::Refused(reason) | Stop::Failed(reason)) = stop;
            let why =
                format!("{}; then taking it back failed, too: {error}", reason.why.as_deref().unwrap_or("?"));
            let help = format!(
                "mend the cause, then run `migrate-types recover`: `{}` knows the way",
                path.display()
            );
            WriteError::Failed(Box::new((*reason).why(why).help(help)))
        }
    }
}

/// Puts one entry back as it was.
pub(super) fn undo(files: &dyn Files, journal: &Journal, number: usize) -> io::Result<()> {
    let entry = &journal.entries[number];
    match entry.old {
        Some(_) => files.rename(&journal.backup(number), &entry.path),
        None => files.remove(&entry.path),
    }
}

fn failed(doing: &str, name: &str, error: &io::Error) -> Stop {
    Stop::Failed(Box::new(failure(WRITE_FAILED, doing, Path::new(name), error)))
}

fn no_journal(folder: &Path, why: Unavailable) -> WriteError {
    match why {
        Unavailable::Io(error) => {
            let reason = failure(WRITE_FAILED, "write in", folder, &error);
            WriteError::Failed(Box::new(reason.help("every file is as it was before")))
        }
        other => WriteError::Refused(vec![occupied(&folder.join(journal::NAME), &other)]),
    }
}

/// Somebody else's journal is in the way.
pub(super) fn occupied(journal: &Path, why: &Unavailable) -> Diagnostic {
    let folder = journal.parent().unwrap_or(Path::new("/")).display();
    match why {
        Unavailable::Live => {
            notice(Severity::Error, WRITE_BUSY, format!("another run is writing in `{folder}`"))
                .help("wait until it has ended, and run again")
        }
        Unavailable::Orphan => notice(
            Severity::Error,
            WRITE_UNFINISHED,
            format!("an earlier run was cut off while it wrote in `{folder}`"),
        )
        .why("some files there may be new and some old")
        .help("run `migrate-types recover` there"),
        Unavailable::Io(error) => failure(WRITE_UNFINISHED, "read", journal, error)
            .help("it is the journal of a run that was cut off; look at it, and remove it when it is none"),
    }
}

fn untidy(folder: &Path, error: &io::Error) -> Diagnostic {
    let text = format!("all files are written, but the journal in `{}` cannot be removed", folder.display());
    notice(Severity::Warning, WRITE_FAILED, text)
        .why(error.to_string())
        .help("mend the cause, then run `migrate-types recover`")
}
