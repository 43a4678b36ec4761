//! The file operations there are; nothing outside this file names `std::fs`.
//!
//! What changes the tree goes through [`Files`], so that a test can make each single operation fail. This file does
//! not know why an operation is made.

#![allow(clippy::disallowed_methods, reason = "the home of file access")]

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

pub use std::fs::File;

/// The operations of writing back.
pub trait Files {
    /// Makes a file that must not exist yet, open for writing.
    fn create(&self, path: &Path) -> io::Result<File>;
    /// Writes all of `bytes` at the file's end.
    fn append(&self, file: &mut File, bytes: &[u8]) -> io::Result<()>;
    /// Gives `file` the mode of `model`, and its owner where the system lets us.
    fn dress(&self, file: &File, model: &Path) -> io::Result<()>;
    /// Gives `file` the modification time of `model`.
    fn date(&self, file: &File, model: &Path) -> io::Result<()>;
    /// Returns when the file's bytes are on the disk.
    fn sync(&self, file: &File) -> io::Result<()>;
    /// Returns when a folder's entries are on the disk.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Puts `from` in the place of `to` in one step.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// The real thing.
pub struct Disk;

impl Files for Disk {
    fn create(&self, path: &Path) -> io::Result<File> {
        File::options().write(true).create_new(true).open(path)
    }

    fn append(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn dress(&self, file: &File, model: &Path) -> io::Result<()> {
        let wanted = fs::metadata(model)?;
        keep_owner(file, &wanted);
        file.set_permissions(wanted.permissions())
    }

    fn date(&self, file: &File, model: &Path) -> io::Result<()> {
        file.set_modified(fs::metadata(model)?.modified()?)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        if cfg!(not(unix)) {
            return Ok(());
        }
        match File::open(folder)?.sync_all() {
            // Some network and shared file systems cannot; then nobody can.
            Err(error)
                if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) =>
            {
                Ok(())
            }
            result => result,
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

/// Only root may give files away; for everyone else a new file is their own, as with any editor.
#[cfg(unix)]
fn keep_owner(file: &File, wanted: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt;
    let _ = std::os::unix::fs::fchown(file, Some(wanted.uid()), Some(wanted.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _wanted: &fs::Metadata) {}

/// What is known of a path without opening it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    pub is_file: bool,
    pub is_folder: bool,
    pub length: u64,
    pub read_only: bool,
    /// How many names the file has.
    pub names: u64,
}

/// Looks at `path`, through links.
pub fn about(path: &Path) -> io::Result<About> {
    let found = fs::metadata(path)?;
    Ok(About {
        is_file: found.is_file(),
        is_folder: found.is_dir(),
        length: found.len(),
        read_only: found.permissions().readonly(),
        names: names(&found),
    })
}

#[cfg(unix)]
fn names(found: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(found)
}

#[cfg(not(unix))]
fn names(_found: &fs::Metadata) -> u64 {
    1
}

/// The path without links, `.` and `..`.
pub fn canonical(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path)
}

/// Whether something has this name, be it a link to nothing.
pub fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

pub fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

/// The whole file, or its first `limit` bytes and one more.
pub fn read_at_most(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    take(File::open(path)?, limit)
}

/// As [`read_at_most`], from an open stream.
pub fn take(from: impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// Whether this process may write to an existing file. The file is not touched.
pub fn may_write(path: &Path) -> io::Result<()> {
    File::options().append(true).open(path).map(drop)
}

/// Writes to something that is there and is no plain file: `/dev/stdout`, a named pipe.
pub fn append_to(path: &Path, bytes: &[u8]) -> io::Result<()> {
    File::options().append(true).open(path)?.write_all(bytes)
}

pub fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Opens a file to read it and to add to it.
pub fn open(path: &Path) -> io::Result<File> {
    File::options().read(true).append(true).open(path)
}

/// Takes the file's lock without waiting; `false` when another process has it. It is held until the file is closed,
/// or its process is gone.
pub fn lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(fs::TryLockError::WouldBlock) => Ok(false),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

/// Whether `path` still names this open file.
#[cfg(unix)]
pub fn is_named(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let key = |found: fs::Metadata| (found.dev(), found.ino());
    matches!((file.metadata().map(key), fs::symlink_metadata(path).map(key)), (Ok(a), Ok(b)) if a == b)
}

/// Whether `path` still names this open file: an open file cannot be removed here, so it does when it exists.
#[cfg(not(unix))]
pub fn is_named(_file: &File, path: &Path) -> bool {
    exists(path)
}
