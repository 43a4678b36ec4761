//! Which extension modules a build made, and where `sys.path` must point for them.
//!
//! Reads file names only.

use std::path::{Path, PathBuf};

use crate::verify::pythons::Python;
use crate::verify::scratch;

/// One extension module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// `package._kit`
    pub name: String,
    /// The folder for `sys.path`.
    pub root: PathBuf,
}

/// The files under a folder that the interpreter could import as extension modules, relative to it.
pub fn extension_files(folder: &Path, python: &Python) -> Vec<PathBuf> {
    let is_extension = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        stem(&name, python).is_some()
    };
    scratch::files(folder).into_iter().filter(is_extension).collect()
}

/// `_kit` of `_kit.cpython-312-x86_64-linux-gnu.so` or `_kit.abi3.so`.
///
/// A plain `.so` may be any library; it counts only when there is nothing before the ending but a name.
fn stem<'a>(name: &'a str, python: &Python) -> Option<&'a str> {
    let endings = [python.ext_suffix.as_str(), ".abi3.so", ".abi3t.so", ".pyd", ".so"];
    let stem = endings.iter().find_map(|ending| name.strip_suffix(ending))?;
    let is_name = stem.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    (is_name && !stem.is_empty() && !stem.starts_with("lib")).then_some(stem)
}

/// The modules under these folders, each once: the first folder wins, and in it the shortest path, which is not one
/// under a build system's own folders.
pub fn modules(folders: &[&Path], python: &Python) -> Vec<Module> {
    let mut found: Vec<Module> = Vec::new();
    for folder in folders {
        let mut files = extension_files(folder, python);
        files.retain(|path| {
            !path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("build"))
        });
        files.sort_by_key(|path| (path.components().count(), path.clone()));
        for file in files {
            if let Some(module) = module(folder, &file, python)
                && !found.iter().any(|known| known.name == module.name)
            {
                found.push(module);
            }
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

/// The packages around a file are the folders that hold an `__init__.py`.
fn module(folder: &Path, file: &Path, python: &Python) -> Option<Module> {
    let name = file.file_name()?.to_str()?;
    let mut names = vec![stem(name, python)?.to_owned()];
    let mut around = folder.join(file).parent()?.to_owned();
    while around != *folder && scratch::is_file(&around.join("__init__.py")) {
        names.push(around.file_name()?.to_str()?.to_owned());
        around.pop();
    }
    names.reverse();
    Some(Module { name: names.join("."), root: around })
}
