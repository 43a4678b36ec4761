//! The outside world's files: find, read, write back. The only place that names `std::fs`.
//!
//! Reading hands [`Sources`](crate::source::Sources) to the pipeline; writing takes its changes. This module does not
//! know what C is, and it prints nothing.

pub mod discover;
pub mod files;
mod gates;
mod git;
mod journal;
mod notices;
mod places;
mod read;
mod recover;
mod replace;
mod write;

use std::path::{Path, PathBuf};

pub use discover::{Exclude, Found, FoundFile, Search, common_base, discover};
pub use files::{Disk, Files, exists};
pub use journal::checksum;
pub use notices::NOTICES;
pub use places::{Base, working_directory};
pub use read::{Inputs, read, read_stdin};
pub use recover::{Recovered, leftovers_below, recover};
pub use replace::{Replacement, replace_all};
pub use write::{Permission, WriteError, Written, refusals, remove_output, write, write_output};

use crate::source::MAX_FILE_BYTES;

/// A text file of ours: a configuration, a snapshot.
pub fn read_text(path: &Path) -> Result<String, String> {
    let bytes = files::read_at_most(path, MAX_FILE_BYTES)
        .map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    String::from_utf8(bytes).map_err(|_| format!("`{}` is not UTF-8", path.display()))
}

/// The canonical folder of a path: itself, when it is one.
pub fn folder_of(path: &Path) -> Option<PathBuf> {
    discover::own_folder(path)
}
