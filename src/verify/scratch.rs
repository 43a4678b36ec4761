//! Folders and files of a verification: scratch copies, probes, caches. Nothing of the project is written to.
//!
//! The only file under `verify` that names `std::fs`. It does not know what the files are for.
#![allow(
    clippy::disallowed_methods,
    reason = "scratch folders are verify's own; `disk` is for the project's files"
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// A folder that is deleted, with all it holds, when the value is dropped.
#[derive(Debug)]
pub struct Scratch(tempfile::TempDir);

impl Scratch {
    pub fn new() -> io::Result<Scratch> {
        tempfile::Builder::new().prefix("migrate-types-").tempdir().map(Scratch)
    }

    /// In `parent`, to be renamed within it.
    pub fn within(parent: &Path) -> io::Result<Scratch> {
        fs::create_dir_all(parent)?;
        tempfile::Builder::new().prefix("new-").tempdir_in(parent).map(Scratch)
    }

    /// Gives it a lasting name, unless there is something of that name already: then it goes away as usual.
    pub fn rename(self, name: &Path) -> io::Result<()> {
        if fs::rename(self.path(), name).is_ok() {
            let _ = self.0.keep();
            return Ok(());
        }
        if name.is_dir() { Ok(()) } else { Err(io::Error::other("cannot be made")) }
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Makes a folder in it, with its parents.
    pub fn folder(&self, name: &str) -> io::Result<PathBuf> {
        let path = self.path().join(name);
        fs::create_dir_all(&path)?;
        Ok(path)
    }
}

pub fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Writes a file, with the folders it stands in.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to).map(drop)
}

pub fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// Makes `at` a program that runs `program`. Not a link: by a link, an interpreter of a virtual environment would not
/// find that environment.
pub fn stand_in(program: &Path, at: &Path) -> io::Result<()> {
    let script =
        format!("#!/bin/sh\nexec '{}' \"$@\"\n", program.display().to_string().replace('\'', "'\\''"));
    write(at, script.as_bytes())?;
    #[cfg(unix)]
    fs::set_permissions(at, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    Ok(())
}

/// Writes a file that other processes may be looking for: it is there whole, or not at all.
pub fn publish(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    io::Write::write_all(&mut file, bytes)?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Moves a file to a place that other processes may be looking at, its mode kept.
pub fn adopt(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let new = tempfile::NamedTempFile::new_in(folder)?.into_temp_path();
    fs::copy(from, &new)?;
    new.persist(to).map_err(|error| error.error)
}

pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

pub fn exists(path: &Path) -> bool {
    path.exists()
}

pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Absolute and without links; the path itself when there is nothing there.
pub fn real_path(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The whole of `from` under `to`, without the folders that `skip` names and the one that `to` lies in; links are
/// copied as links.
pub fn copy_tree(from: &Path, to: &Path, skip: &[&str]) -> io::Result<()> {
    fs::create_dir_all(to)?;
    copy_entries(&real_path(from), &real_path(to), skip)
}

fn copy_entries(from: &Path, to: &Path, skip: &[&str]) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_symlink() {
            copy_link(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), target)?;
        } else if kind.is_dir()
            && !skip.iter().any(|name| entry.file_name() == *name)
            && !to.starts_with(entry.path())
        {
            copy_entries(&entry.path(), &target, skip)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to).map(drop)
}

/// The files under a folder, sorted, as paths relative to it.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, Path::new(""), &mut found);
    found.sort();
    found
}

fn collect(root: &Path, under: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(root.join(under)) else { return };
    for entry in entries.flatten() {
        let path = under.join(entry.file_name());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect(root, &path, found),
            Ok(_) => found.push(path),
            Err(_) => {}
        }
    }
}

/// The files directly under a folder, sorted, by name.
pub fn direct_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let files = entries.flatten().filter(|entry| entry.path().is_file());
    let mut found: Vec<PathBuf> = files.map(|entry| PathBuf::from(entry.file_name())).collect();
    found.sort();
    found
}

/// The folders directly under a folder, sorted; none when it cannot be read.
pub fn folders(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

/// A name for content: the same parts in the same order give the same key.
#[derive(Clone, Default)]
pub struct Key(Sha256);

impl Key {
    pub fn with(mut self, part: impl AsRef<[u8]>) -> Key {
        let part = part.as_ref();
        // With its length, so that no two lists of parts run into the same bytes.
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    pub fn hex(self) -> String {
        self.0.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}
