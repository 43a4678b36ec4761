//! The CPythons of this machine, for tests that hold something against the real thing.
//!
//! Looked for in `MIGRATE_TYPES_PYTHONS` (a list of interpreters, as `PATH` is one of folders), as `python3.N` on
//! `PATH`, and in the usual places of pyenv and uv. The first that works counts for its version.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use migrate_types::capi::{OLDEST, Version};

/// An interpreter that runs, with headers to build against.
pub struct Python {
    pub program: PathBuf,
    pub version: Version,
    pub include: PathBuf,
}

/// All of them, one a version, oldest first. Empty only outside CI, and then it says so.
pub fn all() -> Vec<Python> {
    let mut found = BTreeMap::new();
    for program in candidates() {
        if let Some(python) = ask(&program) {
            found.entry(python.version).or_insert(python);
        }
    }
    if found.is_empty() {
        skip("no CPython with headers was found; set MIGRATE_TYPES_PYTHONS");
    }
    found.into_values().collect()
}

/// Says that a test cannot do its work; in CI that is a failure.
pub fn skip(why: &str) {
    assert!(std::env::var_os("CI").is_none(), "{why}");
    say(why);
}

/// Says, past the test harness's capture, that something was not tested.
pub fn say(why: &str) {
    writeln!(std::io::stderr(), "SKIPPED: {why}").expect("stderr takes a line");
}

fn candidates() -> Vec<PathBuf> {
    let list = std::env::var_os("MIGRATE_TYPES_PYTHONS").unwrap_or_default();
    let named = std::env::split_paths(&list).filter(|path| !path.as_os_str().is_empty());
    named.chain(folders().into_iter().flat_map(programs_in)).collect()
}

/// `PATH`, then one `bin` for each version that pyenv or uv installed.
fn folders() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let place = |variable, usual| std::env::var_os(variable).map_or_else(|| home.join(usual), PathBuf::from);
    let installs = [
        place("PYENV_ROOT", ".pyenv").join("versions"),
        place("UV_PYTHON_INSTALL_DIR", ".local/share/uv/python"),
    ];
    let mut bins: Vec<PathBuf> = installs
        .iter()
        .filter_map(|folder| folder.read_dir().ok())
        .flat_map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path().join("bin"))))
        .collect();
    bins.sort();
    std::env::split_paths(&path).chain(bins).collect()
}

fn programs_in(folder: PathBuf) -> impl Iterator<Item = PathBuf> {
    let names = OLDEST.and_later().map(|version| format!("python{version}"));
    names.map(move |name| folder.join(name)).filter(|program| program.is_file())
}

/// What an interpreter says of itself; `None` if it does not run, is no CPython we know, or has no headers.
fn ask(program: &Path) -> Option<Python> {
    let question = "import sys, sysconfig\n\
        print(sys.implementation.name, '%d.%d' % sys.version_info[:2], sysconfig.get_path('include'))";
    let output = Command::new(program).args(["-I", "-c", question]).output().ok()?;
    let answer = String::from_utf8(output.stdout).ok()?;
    let mut words = answer.trim_end().splitn(3, ' ');
    let is_cpython = words.next() == Some("cpython");
    let version = words.next()?.parse().ok()?;
    let include = PathBuf::from(words.next()?);
    let usable = is_cpython && output.status.success() && include.join("Python.h").is_file();
    usable.then(|| Python { program: program.to_owned(), version, include })
}
