//! Changes to files: all of them, or none.
//!
//! This module knows which bytes go where; how they get there safely is [`super::replace`]'s business.

use std::path::{Path, PathBuf};

use super::files::{Disk, Files};
use super::notices::WRITE_FAILED;
use super::read::Inputs;
use super::replace::{Replacement, replace_all};
use super::{files, gates, notices};
use crate::diagnostic::Diagnostic;
use crate::edit::Change;

/// What the user allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permission {
    /// Files may have changes that are not committed.
    pub dirty: bool,
    /// Files may be under no version control.
    pub no_vcs: bool,
}

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// Something speaks against it; nothing was touched.
    Refused(Vec<Diagnostic>),
    /// The system let us down on the way, and the files are as they were, or the message says what to do.
    Failed(Box<Diagnostic>),
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many files are new or different.
    pub files: usize,
    /// What could not be tidied up.
    pub warning: Option<Diagnostic>,
}

/// Writes `changes`, all or nothing. Files whose bytes stay the same are not touched.
pub fn write(inputs: &Inputs, changes: &[Change], permission: Permission) -> Result<Written, WriteError> {
    let replacements = replacements(inputs, changes);
    let reasons = reasons(inputs, changes, &replacements, permission);
    if !reasons.is_empty() {
        return Err(WriteError::Refused(reasons));
    }
    let warning = replace_all(&Disk, &replacements)?;
    Ok(Written { files: replacements.len(), warning })
}

/// Why [`write()`] would refuse, as far as it can be known before.
pub fn refusals(inputs: &Inputs, changes: &[Change], permission: Permission) -> Vec<Diagnostic> {
    reasons(inputs, changes, &replacements(inputs, changes), permission)
}

fn reasons(
    inputs: &Inputs,
    changes: &[Change],
    replacements: &[Replacement],
    permission: Permission,
) -> Vec<Diagnostic> {
    let targets = changes.iter().flat_map(|change| change.files.keys());
    let mut targets: Vec<_> = targets.map(|&id| inputs.file(id)).collect();
    targets.retain(|target| replacements.iter().any(|replacement| replacement.path == target.path));
    gates::check(&targets, permission)
}

/// What each change makes of its files. No file is in two changes.
fn replacements(inputs: &Inputs, changes: &[Change]) -> Vec<Replacement> {
    let mut result = Vec::new();
    for change in changes {
        for (&id, edits) in &change.files {
            let (old, file) = (&inputs.sources.get(id).bytes, inputs.file(id));
            let new = edits.apply(old);
            if new != *old {
                let (path, name) = (file.path.clone(), file.name.clone());
                result.push(Replacement { path, name, old: Some(old.clone()), new });
            }
        }
        for file in &change.new_files {
            let beside = inputs.file(file.beside);
            let path = beside.path.with_file_name(&file.name);
            let name = file.name_in(&inputs.sources);
            result.push(Replacement { path, name, old: None, new: file.bytes.clone() });
        }
    }
    result
}

/// Writes a file of our own (a report, a snapshot) in one step: it is whole, or as it was before. Makes its folder.
pub fn write_output(path: &Path, bytes: &[u8]) -> Result<(), Box<Diagnostic>> {
    let write = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        files::make_folder(folder)?;
        let target = files::canonical(path).unwrap_or_else(|_| path.to_path_buf());
        if files::about(&target).is_ok_and(|about| !about.is_file) {
            return files::append_to(&target, bytes);
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let draft: PathBuf = target.with_file_name(format!(".{name}.{}.migrate-types", std::process::id()));
        let result = place(&draft, &target, bytes);
        if result.is_err() {
            let _ = Disk.remove(&draft);
        }
        result
    };
    write().map_err(|error| Box::new(notices::failure(WRITE_FAILED, "write", path, &error)))
}

/// Removes a file of our own, if it is there.
pub fn remove_output(path: &Path) -> Result<(), Box<Diagnostic>> {
    let result = if files::exists(path) { Disk.remove(path) } else { Ok(()) };
    result.map_err(|error| Box::new(notices::failure(WRITE_FAILED, "remove", path, &error)))
}

fn place(draft: &Path, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = Disk.create(draft)?;
    if files::exists(target) {
        Disk.dress(&file, target)?;
    }
    Disk.append(&mut file, bytes)?;
    Disk.rename(draft, target)
}
