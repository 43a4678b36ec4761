//! Which files a run is about.
//!
//! Every file is known by its canonical path, so that one file under two spellings, or behind a link, is one file.
//! This module does not open any file.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::notices::{READ_FAILED, READ_LINK, READ_MISSING, READ_NAME, failure, notice};
use super::places::{Base, common_folder, tree_of};
use super::{files, journal};
use crate::diagnostic::{Diagnostic, Severity};

/// Endings of the files that are looked at in folders. A file that is named on the command line may have any ending.
pub const ENDINGS: &[&str] = &["c", "h", "cc", "cpp", "cxx", "C", "hh", "hpp", "hxx", "inc"];

/// Folders that hold no source of the project, whatever the ignore files say. Hidden ones are left out, too.
const SKIPPED_FOLDERS: &[&str] =
    &["__pypackages__", "_build", "dist", "node_modules", "site-packages", "venv"];

/// Patterns of files and folders to leave out, as in a `.gitignore` file of the folder `base`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclude {
    pub base: PathBuf,
    pub patterns: Vec<String>,
}

/// What to look for, and where.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Files and folders. Empty: the working directory.
    pub paths: Vec<PathBuf>,
    pub exclude: Vec<Exclude>,
    /// Whether `.gitignore`, `.ignore` and the built-in list of folders count for nothing.
    pub no_ignore: bool,
}

/// One file of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// Canonical.
    pub path: PathBuf,
    pub name: String,
    /// Whether it lies in the tree that the run is about, and so may be written.
    pub inside: bool,
}

/// What a search found, in order of names.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub files: Vec<FoundFile>,
    pub problems: Vec<Diagnostic>,
}

impl Found {
    /// The journals of runs that are writing to these files, or were cut off while they wrote.
    pub fn leftovers(&self) -> Vec<PathBuf> {
        let folders: BTreeSet<&Path> = self.files.iter().filter_map(|file| file.path.parent()).collect();
        let journals: BTreeSet<PathBuf> = folders.into_iter().flat_map(journal::above).collect();
        journals.into_iter().collect()
    }
}

/// The folder that holds all of `paths`, canonical: where the search for a configuration starts, and the base of
/// names. `None` when none of them exists.
pub fn common_base(paths: &[PathBuf]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = paths.iter().filter_map(|path| own_folder(path)).collect();
    common_folder(folders.iter().map(PathBuf::as_path))
}

/// Finds the files of a run. A pattern that cannot be read is an error; everything else is a problem in the result.
pub fn discover(search: &Search) -> Result<Found, String> {
    let paths = if search.paths.is_empty() { vec![PathBuf::from(".")] } else { search.paths.clone() };
    let mut finder = Finder {
        exclude: search.exclude.iter().map(compile).collect::<Result<_, _>>()?,
        no_ignore: search.no_ignore,
        found: BTreeMap::new(),
        problems: Vec::new(),
    };
    for path in &paths {
        finder.argument(path);
    }
    let base = common_base(&paths).map(|folder| Base::for_folder(&folder));
    Ok(finder.finish(base))
}

fn compile(exclude: &Exclude) -> Result<Gitignore, String> {
    let mut builder = GitignoreBuilder::new(&exclude.base);
    for pattern in &exclude.patterns {
        builder.add_line(None, pattern).map_err(|error| format!("`{pattern}` is no pattern: {error}"))?;
    }
    builder.build().map_err(|error| error.to_string())
}

/// The folder a path belongs to: itself, or for a file (or a link, whatever it leads to) the folder it stands in.
pub(super) fn own_folder(path: &Path) -> Option<PathBuf> {
    let target = files::canonical(path).ok()?;
    if files::about(&target).ok()?.is_folder && !files::is_link(path) {
        return Some(target);
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    files::canonical(parent).ok()
}

struct Finder {
    exclude: Vec<Gitignore>,
    no_ignore: bool,
    /// Canonical path, and whether it is inside.
    found: BTreeMap<PathBuf, bool>,
    problems: Vec<Diagnostic>,
}

impl Finder {
    /// One path as the user gave it.
    fn argument(&mut self, path: &Path) {
        let (target, folder) = match (files::canonical(path), own_folder(path)) {
            (Ok(target), Some(folder)) => (target, folder),
            (Err(error), _) if error.kind() != std::io::ErrorKind::NotFound => {
                return self.problems.push(failure(READ_FAILED, "find", path, &error));
            }
            _ => return self.problems.push(missing(path)),
        };
        let tree = tree_of(&folder);
        match files::about(&target) {
            Err(error) => self.problems.push(failure(READ_FAILED, "look at", path, &error)),
            Ok(about) if about.is_folder => self.folder(target, &tree),
            Ok(about) if about.is_file => self.add(target, &tree),
            Ok(_) => self.problems.push(not_a_file(path)),
        }
    }

    fn add(&mut self, target: PathBuf, tree: &Path) {
        let inside = target.starts_with(tree);
        *self.found.entry(target).or_default() |= inside;
    }

    /// A folder and, through links, the folders of the same tree that it leads to.
    fn folder(&mut self, start: PathBuf, tree: &Path) {
        let mut waiting = vec![start];
        let mut seen = BTreeSet::new();
        while let Some(folder) = waiting.pop() {
            if seen.insert(folder.clone()) {
                waiting.extend(self.walk(&folder, tree));
            }
        }
    }

    /// Walks one folder; returns the folders that its links lead to.
    fn walk(&mut self, folder: &Path, tree: &Path) -> Vec<PathBuf> {
        let mut linked = Vec::new();
        for entry in self.walker(folder) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.problems.push(unreadable(folder, &error));
                    continue;
                }
            };
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            if is_folder || self.is_excluded(entry.path()) {
                continue;
            }
            if entry.path_is_symlink() {
                linked.extend(self.link(entry.path(), tree));
            } else if has_ending(entry.path()) && entry.file_type().is_some_and(|kind| kind.is_file()) {
                self.add(entry.into_path(), tree);
            }
        }
        linked
    }

    /// A link found in a folder; returns the folder it leads to, if it leads to one.
    fn link(&mut self, link: &Path, tree: &Path) -> Option<PathBuf> {
        let about = files::canonical(link).and_then(|target| Ok((files::about(&target)?, target)));
        let (about, target) = match about {
            Ok(found) => found,
            Err(_) if !has_ending(link) => return None,
            Err(_) => {
                self.problems.push(missing(link));
                return None;
            }
        };
        if !about.is_folder && !has_ending(link) {
            return None;
        }
        if !target.starts_with(tree) {
            self.problems.push(leads_out(link, &target));
            return None;
        }
        if about.is_folder {
            return Some(target);
        }
        if about.is_file {
            self.add(target, tree);
        }
        None
    }

    fn walker(&self, folder: &Path) -> ignore::Walk {
        let (no_ignore, exclude) = (self.no_ignore, self.exclude.clone());
        let mut builder = WalkBuilder::new(folder);
        builder
            .standard_filters(!no_ignore)
            .hidden(true)
            // What one user ignores everywhere must not change what is found here.
            .git_global(false)
            .require_git(false)
            .sort_by_file_name(OsStr::cmp)
            .filter_entry(move |entry| {
                let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                let skipped =
                    !no_ignore && entry.file_name().to_str().is_some_and(|n| SKIPPED_FOLDERS.contains(&n));
                let taken = !exclude.iter().any(|list| matches(list, entry.path(), is_folder));
                !is_folder || entry.depth() == 0 || (!skipped && taken)
            });
        builder.build()
    }

    fn is_excluded(&self, path: &Path) -> bool {
        self.exclude.iter().any(|list| matches(list, path, false))
    }

    fn finish(mut self, base: Option<Base>) -> Found {
        let Some(base) = base else { return Found { files: Vec::new(), problems: self.problems } };
        let mut found = Vec::new();
        for (path, inside) in self.found {
            match base.name(&path) {
                Some(name) => found.push(FoundFile { path, name, inside }),
                None => self.problems.push(nameless(&path)),
            }
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Found { files: found, problems: self.problems }
    }
}

/// `matched_path_or_any_parents` panics on a path outside the list's folder.
fn matches(list: &Gitignore, path: &Path, is_folder: bool) -> bool {
    path.starts_with(list.path()) && list.matched_path_or_any_parents(path, is_folder).is_ignore()
}

fn has_ending(path: &Path) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|ending| ENDINGS.contains(&ending))
}

fn missing(path: &Path) -> Diagnostic {
    let what = if files::exists(path) { "is a link to nothing" } else { "does not exist" };
    notice(Severity::Error, READ_MISSING, format!("`{}` {what}", path.display()))
}

fn not_a_file(path: &Path) -> Diagnostic {
    notice(Severity::Error, READ_FAILED, format!("`{}` is neither a file nor a folder", path.display()))
}

fn unreadable(folder: &Path, error: &ignore::Error) -> Diagnostic {
    let doing = format!("cannot walk through `{}`", folder.display());
    notice(Severity::Error, READ_FAILED, doing).why(error.to_string())
}

fn leads_out(link: &Path, target: &Path) -> Diagnostic {
    notice(
        Severity::Note,
        READ_LINK,
        format!("`{}` leads out of the project, and was left out", link.display()),
    )
    .why(format!("it is a link to `{}`", target.display()))
    .help("name the real path on the command line to look there")
}

fn nameless(path: &Path) -> Diagnostic {
    notice(Severity::Refusal, READ_NAME, format!("`{}` was left alone", path.display()))
        .why("its name is not UTF-8, and neither a report nor a patch could name it")
        .help("rename the file")
}
