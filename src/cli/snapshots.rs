//! `--snapshot DIR`: each rewritten file beside the one that was accepted before.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::disk::{self, Inputs};
use crate::edit::Change;
use crate::render::snapshot;

/// What the snapshots say of the changes of a run.
pub struct Compared {
    /// Changes whose files all equal accepted snapshots.
    pub accepted: Vec<Change>,
    /// How many files wait for review.
    pub pending: usize,
}

/// One rewritten file.
struct Rewritten {
    name: String,
    bytes: Vec<u8>,
}

/// Writes a `.snap.new` for each rewritten file that differs from its accepted snapshot, and removes those that are
/// no longer pending.
pub fn compare(folder: &Path, inputs: &Inputs, changes: &[Change]) -> Result<Compared, Box<Diagnostic>> {
    let mut compared = Compared { accepted: Vec::new(), pending: 0 };
    for change in changes {
        let mut pending = 0;
        for file in rewritten(inputs, change) {
            pending += usize::from(!settle(folder, &file)?);
        }
        compared.pending += pending;
        if pending == 0 {
            compared.accepted.push(change.clone());
        }
    }
    if !disk::exists(&folder.join("Cargo.toml")) {
        disk::write_output(&folder.join("Cargo.toml"), snapshot::MANIFEST.as_bytes())?;
    }
    Ok(compared)
}

fn rewritten(inputs: &Inputs, change: &Change) -> Vec<Rewritten> {
    let edited = change.files.iter().map(|(&id, edits)| {
        let file = inputs.sources.get(id);
        (file.name.clone(), edits.apply(&file.bytes), edits.apply(&file.bytes) != file.bytes)
    });
    let edited = edited.filter(|(_, _, differs)| *differs).map(|(name, bytes, _)| Rewritten { name, bytes });
    let new = change.new_files.iter();
    let new = new.map(|file| Rewritten { name: file.name_in(&inputs.sources), bytes: file.bytes.clone() });
    edited.chain(new).collect()
}

/// Whether the file equals its accepted snapshot; if not, a new one waits beside it.
fn settle(folder: &Path, file: &Rewritten) -> Result<bool, Box<Diagnostic>> {
    let sum = disk::checksum(&file.bytes);
    let accepted = folder.join(format!("{}.snap", file.name.trim_start_matches('/')));
    let pending = folder.join(format!("{}.snap.new", file.name.trim_start_matches('/')));
    let is_accepted = disk::read_text(&accepted).is_ok_and(|text| snapshot::is_of(&text, &file.bytes, sum));
    if is_accepted {
        disk::remove_output(&pending)?;
    } else {
        disk::write_output(&pending, snapshot::text(&file.name, &file.bytes, sum).as_bytes())?;
    }
    Ok(is_accepted)
}
