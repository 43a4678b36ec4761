//! Reasons not to write, looked for before anything is written.
//!
//! One reason stops the whole run: half of it would be neither the old tree nor the wanted one. All reasons are
//! told at once. What can change while we write is looked at again by [`super::replace`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::discover::FoundFile;
use super::notices::{WRITE_DIRTY, WRITE_LINKED, WRITE_NO_VCS, WRITE_OUTSIDE, WRITE_READ_ONLY, notice};
use super::places::repository_of;
use super::write::Permission;
use super::{files, git};
use crate::diagnostic::{Diagnostic, Severity};

/// Why `targets` may not be replaced. Empty: they may.
pub fn check(targets: &[&FoundFile], permission: Permission) -> Vec<Diagnostic> {
    let mut reasons: Vec<Diagnostic> = targets.iter().filter_map(|target| own_reason(target)).collect();
    reasons.extend(version_control(targets, permission));
    reasons
}

fn refuse(rule: &'static str, name: &str, why: impl Into<String>, help: &str) -> Diagnostic {
    notice(Severity::Error, rule, format!("`{name}` may not be written")).why(why).help(help)
}

/// A reason that lies in the file itself.
fn own_reason(target: &FoundFile) -> Option<Diagnostic> {
    let name = &target.name;
    if !target.inside {
        let why = "it lies outside the repository or folder that was named, behind a link";
        return Some(refuse(WRITE_OUTSIDE, name, why, "name the real folder on the command line"));
    }
    let about = match files::about(&target.path) {
        Ok(about) => about,
        Err(error) => {
            return Some(super::notices::failure(WRITE_READ_ONLY, "look at", Path::new(name), &error));
        }
    };
    if about.names > 1 {
        let why = format!("it has {} names (hard links), which a replacement would part", about.names);
        return Some(refuse(
            WRITE_LINKED,
            name,
            why,
            "copy the file over itself to part the names on purpose",
        ));
    }
    if about.read_only {
        return Some(refuse(WRITE_READ_ONLY, name, "it is read-only", "make it writable first"));
    }
    files::may_write(&target.path).err().map(|error| {
        refuse(WRITE_READ_ONLY, name, format!("the system says: {error}"), "make it writable first")
    })
}

fn version_control(targets: &[&FoundFile], permission: Permission) -> Vec<Diagnostic> {
    let mut reasons = Vec::new();
    let mut by_repository: BTreeMap<PathBuf, Vec<&FoundFile>> = BTreeMap::new();
    for target in targets {
        match target.path.parent().and_then(repository_of) {
            Some(top) => by_repository.entry(top).or_default().push(target),
            None if permission.no_vcs => {}
            None => reasons.push(refuse(
                WRITE_NO_VCS,
                &target.name,
                "it is under no version control, so nothing could bring it back",
                "pass `--allow-no-vcs` to write all the same",
            )),
        }
    }
    if !permission.dirty {
        reasons.extend(by_repository.iter().flat_map(|(top, targets)| dirty(top, targets)));
    }
    reasons
}

fn dirty(top: &Path, targets: &[&FoundFile]) -> Vec<Diagnostic> {
    let help = "commit or stash first, or pass `--allow-dirty`";
    let paths: Vec<&Path> = targets.iter().map(|target| target.path.as_path()).collect();
    match git::uncommitted(top, &paths) {
        Ok(found) => found
            .iter()
            .filter_map(|file| {
                let target = targets.iter().find(|target| target.path == file.path)?;
                Some(refuse(WRITE_DIRTY, &target.name, format!("it {}", file.how), help))
            })
            .collect(),
        Err(why) => {
            let what = format!("cannot tell whether `{}` has changes that are not committed", top.display());
            vec![notice(Severity::Error, WRITE_DIRTY, what).why(why).help(help)]
        }
    }
}
