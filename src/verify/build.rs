//! A module, built: by one call of the compiler, or by a project's own build command.
//!
//! Does not know what the module is for, and does not import it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::scratch::Scratch;

pub mod command;
pub mod embed;
pub mod found;
pub mod plain;
pub mod warnings;

pub use command::{Tool, Workplace};
pub use plain::PlainBuild;
pub use warnings::Warning;

/// Something that Python can import.
#[derive(Clone, Debug)]
pub struct Built {
    /// Folders for `sys.path`, first ones first.
    pub path: Vec<PathBuf>,
    /// The extension modules in it, by full name.
    pub modules: Vec<String>,
    /// What the compiler had to say about the project's own files.
    pub warnings: Vec<Warning>,
    /// A name for all that went into it; `None` when that is not known. Same key, same behaviour.
    pub key: Option<String>,
    /// Deleted with the last copy of this value.
    _scratch: Option<Arc<Scratch>>,
}

impl Built {
    /// A build made by somebody else, found on these folders.
    pub fn at(path: Vec<PathBuf>) -> Built {
        Built { path, modules: Vec::new(), warnings: Vec::new(), key: None, _scratch: None }
    }

    /// The folder to show in messages.
    pub fn folder(&self) -> &Path {
        self.path.first().map_or(Path::new("."), PathBuf::as_path)
    }
}
