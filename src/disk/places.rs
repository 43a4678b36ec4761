//! Where a path stands: which tree it belongs to, and by what name it is shown.
//!
//! A name must not depend on how a path was spelled, nor, inside a repository, on the working directory. This module
//! does not know what is in a file.

use std::path::{Component, Path, PathBuf};

use super::files;

/// The folder that names are relative to.
///
/// It is the top of the repository that holds every path given, so that names are those that `git apply` and code
/// hosts use; without one it is the working directory, where it holds the paths; else names are absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base(Option<PathBuf>);

impl Base {
    /// The base for paths that all lie under `common`, a canonical folder.
    pub fn for_folder(common: &Path) -> Base {
        Base(repository_of(common).or_else(|| working_directory().filter(|cwd| common.starts_with(cwd))))
    }

    /// The name of a canonical path, with `/` between its parts. `None` when it is not UTF-8.
    pub fn name(&self, path: &Path) -> Option<String> {
        let inside = self.0.as_deref().and_then(|base| path.strip_prefix(base).ok());
        let shown = inside.unwrap_or(path);
        if inside.is_some_and(|inside| inside.as_os_str().is_empty()) {
            return Some(".".to_owned());
        }
        let parts: Option<Vec<&str>> = shown.components().map(part).collect();
        parts.map(|parts| parts.join("/").replacen("//", "/", 1))
    }
}

fn part(component: Component<'_>) -> Option<&str> {
    match component {
        Component::RootDir => Some("/"),
        other => other.as_os_str().to_str(),
    }
}

/// The top of the git work tree that holds `folder`.
pub fn repository_of(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| files::exists(&folder.join(".git"))).map(Path::to_path_buf)
}

/// The canonical working directory; `None` when it is gone.
pub fn working_directory() -> Option<PathBuf> {
    files::canonical(Path::new(".")).ok()
}

/// The tree that a file must lie in to be written: the repository of `folder`, else the working directory where it
/// holds `folder`, else `folder`. Takes and gives canonical paths.
pub fn tree_of(folder: &Path) -> PathBuf {
    repository_of(folder)
        .or_else(|| working_directory().filter(|cwd| folder.starts_with(cwd)))
        .unwrap_or_else(|| folder.to_path_buf())
}

/// The deepest folder that holds all of `folders`.
pub fn common_folder<'a>(folders: impl IntoIterator<Item = &'a Path>) -> Option<PathBuf> {
    folders.into_iter().map(Path::to_path_buf).reduce(|a, b| {
        let shared = a.components().zip(b.components()).take_while(|(x, y)| x == y);
        shared.map(|(component, _)| component).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_to_the_base_and_absolute_outside() {
        let base = Base(Some(PathBuf::from("/a/b")));
        assert_eq!(base.name(Path::new("/a/b/c/d.c")).as_deref(), Some("c/d.c"));
        assert_eq!(base.name(Path::new("/a/x.c")).as_deref(), Some("/a/x.c"));
        assert_eq!(base.name(Path::new("/a/b")).as_deref(), Some("."));
        assert_eq!(Base(None).name(Path::new("/a/x.c")).as_deref(), Some("/a/x.c"));
    }

    #[test]
    fn the_common_folder_is_the_deepest_shared_one() {
        let of = |paths: &[&str]| common_folder(paths.iter().map(Path::new));
        assert_eq!(of(&["/a/b/c", "/a/b/d"]), Some("/a/b".into()));
        assert_eq!(of(&["/a/b", "/a/b"]), Some("/a/b".into()));
        assert_eq!(of(&["/a", "/b"]), Some("/".into()));
        assert_eq!(of(&[]), None);
    }
}
