//! Which commands a person has let run in which project: asked once, and again when they change.
//!
//! Does not ask by itself.

use std::path::{Path, PathBuf};

use super::places;
use super::scratch::{self, Key};

/// These lines were let run in this project before.
pub fn is_given(project: &Path, lines: &[String]) -> bool {
    note(project, lines).is_some_and(|note| scratch::is_file(&note))
}

/// Remembers that they were. Where that cannot be written down, the question comes again.
pub fn remember(project: &Path, lines: &[String]) {
    if let Some(note) = note(project, lines) {
        let _ = scratch::publish(&note, b"");
    }
}

fn note(project: &Path, lines: &[String]) -> Option<PathBuf> {
    let start = Key::default().with(scratch::real_path(project).to_string_lossy().as_bytes());
    let key = lines.iter().fold(start, |key, line| key.with(line));
    Some(places::state()?.join("confirmed").join(key.hex()))
}
