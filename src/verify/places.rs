//! Where programs are on this machine: what the environment says, `PATH`, and the usual places.
//!
//! The only file under `verify` that reads the environment. It does not start anything.
#![allow(
    clippy::disallowed_methods,
    reason = "finding compilers and interpreters is a matter of the environment"
)]

use std::collections::HashSet;
use std::env;
use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use super::scratch;

/// The value of an environment variable that is set and not empty.
pub fn setting(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

/// A program by the name a person would give: as it is when it has a folder, else found on `PATH`.
pub fn find_program(name: &Path) -> Option<PathBuf> {
    if name.components().count() > 1 {
        return Some(name.to_owned()).filter(|path| scratch::is_file(path));
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| scratch::is_file(file))
}

/// `PATH` with a folder in front.
pub fn path_with(folder: &Path) -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(env::split_paths(&path));
    env::join_paths(folders).unwrap_or(path)
}

/// The entries of a list in the manner of `PATH`, each a file or a name to be found.
pub fn listed(list: &OsString) -> Vec<PathBuf> {
    env::split_paths(list).map(|entry| find_program(&entry).unwrap_or(entry)).collect()
}

/// Every program that could be a Python 3 of these minor versions.
pub fn pythons(minors: RangeInclusive<u32>) -> Vec<PathBuf> {
    let versions =
        minors.flat_map(|minor| ["", "t", "d", "-dbg"].map(|kind| format!("python3.{minor}{kind}")));
    let names = versions.chain(["python3", "python", "pypy3"].map(str::to_owned));
    let mut places: Vec<PathBuf> = names.filter_map(|name| find_program(Path::new(&name))).collect();
    for store in stores() {
        places
            .extend(scratch::folders(&store).into_iter().map(|version| version.join("bin").join("python3")));
    }
    places.retain(|path| scratch::is_file(path));
    let mut seen = HashSet::new();
    places.retain(|path| seen.insert(scratch::real_path(path)));
    places
}

/// Where `cargo xtask build-pythons` keeps its own, one folder for each.
pub fn own_pythons() -> Option<PathBuf> {
    let cache =
        setting("XDG_CACHE_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cache")))?;
    Some(cache.join("migrate-types").join("pythons"))
}

/// Where we remember what a person said, from one run to the next.
pub fn state() -> Option<PathBuf> {
    let folder = setting("XDG_STATE_HOME").map(PathBuf::from);
    Some(folder.or_else(|| Some(env::home_dir()?.join(".local/state")))?.join("migrate-types"))
}

/// The folders where pyenv, uv and we keep one folder for each version.
fn stores() -> Vec<PathBuf> {
    let home = env::home_dir().unwrap_or_default();
    let set = |name: &str| setting(name).map(PathBuf::from);
    let data = set("XDG_DATA_HOME").unwrap_or_else(|| home.join(".local/share"));
    let others = [
        set("PYENV_ROOT").unwrap_or_else(|| home.join(".pyenv")).join("versions"),
        set("UV_PYTHON_INSTALL_DIR").unwrap_or_else(|| data.join("uv/python")),
    ];
    others.into_iter().chain(own_pythons()).collect()
}
