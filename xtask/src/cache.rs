//! Where tasks keep what takes long to make, outside the repository.

use std::fs;
use std::path::{Path, PathBuf};

use migrate_types::verify::places;

/// Names the folder to use instead of the user's cache.
const VARIABLE: &str = "MIGRATE_TYPES_CACHE";

/// The folder of a task, made if need be.
pub fn folder(task: &str) -> Result<PathBuf, String> {
    let named = places::setting(VARIABLE).map(PathBuf::from);
    let usual = || Some(places::own_pythons()?.parent()?.to_owned());
    let cache = named.or_else(usual).ok_or(format!("no home folder to keep a cache in; set {VARIABLE}"))?;
    let folder = cache.join(task);
    make(&folder)?;
    Ok(folder)
}

pub fn make(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(in_words(folder))
}

/// Removes a folder with all that is in it; there need not be one.
pub fn remove(folder: &Path) -> Result<(), String> {
    if folder.exists() { fs::remove_dir_all(folder).map_err(in_words(folder)) } else { Ok(()) }
}

/// Removes a file; there need not be one.
pub fn remove_file(path: &Path) -> Result<(), String> {
    if path.exists() { fs::remove_file(path).map_err(in_words(path)) } else { Ok(()) }
}

/// A problem with a file, with its name.
pub fn in_words<E: std::fmt::Display>(path: &Path) -> impl Fn(E) -> String {
    move |error| format!("{}: {error}", path.display())
}

pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(in_words(path))
}

/// The file is there whole, or not at all: its being there says that what it tells of is complete.
pub fn publish(path: &Path, bytes: &[u8]) -> Result<(), String> {
    migrate_types::verify::scratch::publish(path, bytes).map_err(in_words(path))
}
