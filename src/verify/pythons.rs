//! The Pythons of a machine: found where `places` says, and asked about themselves.
//!
//! Does not know what a Python is wanted for.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use serde::Deserialize;

use super::error::Error;
use super::places;
use super::process::{self, Call};

/// Names the Pythons to use, as executables in the manner of `PATH`; then nothing else is looked for.
pub const VARIABLE: &str = "MIGRATE_TYPES_PYTHONS";

/// The lowest and highest minor version looked for.
const MINORS: std::ops::RangeInclusive<u32> = 9..=15;

const ABOUT: &str = include_str!("probes/mt_about.py");

/// One interpreter, as it describes itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Python {
    /// Major, minor, micro.
    pub version: (u32, u32, u32),
    /// `cpython`, `pypy`.
    pub implementation: String,
    /// The program itself, links and shims resolved; in a virtual environment the link, which is what selects it.
    pub executable: PathBuf,
    /// Of a virtual environment.
    pub in_venv: bool,
    pub prefix: PathBuf,
    /// Those that hold `Python.h`; empty when its headers are not installed.
    pub include_dirs: Vec<PathBuf>,
    /// `.cpython-312-x86_64-linux-gnu.so`
    pub ext_suffix: String,
    pub free_threaded: bool,
    /// Built with `--with-pydebug`.
    pub debug: bool,
    /// Its C compiler as configured, with arguments; it need not exist here.
    pub cc: String,
    pub cxx: String,
    /// To link a program that embeds it.
    pub libpython: Option<LibPython>,
    pub link_flags: String,
}

/// Where the interpreter's own library is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LibPython {
    pub folder: PathBuf,
    /// `libpython3.12.so`
    pub name: String,
}

impl Python {
    /// `3.12.1`, with `t` for a free-threaded and `d` for a debug build, and the name when it is not CPython.
    pub fn label(&self) -> String {
        let (major, minor, micro) = self.version;
        let flags = [(self.free_threaded, "t"), (self.debug, "d")];
        let flags: String = flags.iter().filter(|(set, _)| *set).map(|(_, letter)| *letter).collect();
        let name = if self.is_cpython() { "" } else { &self.implementation };
        format!("{name}{major}.{minor}.{micro}{flags}")
    }

    pub fn minor(&self) -> (u32, u32) {
        (self.version.0, self.version.1)
    }

    pub fn is_cpython(&self) -> bool {
        self.implementation == "cpython"
    }

    /// What verification cannot see on it, in words.
    pub fn limit(&self) -> Option<&'static str> {
        (!self.is_cpython()).then_some(
            "references and cycles were not looked at: tp_traverse and tp_clear are never called here, and so no cycle \
             through objects made in C is ever collected, before or after",
        )
    }

    /// A debug or a free-threaded build.
    pub fn is_special(&self) -> bool {
        self.debug || self.free_threaded
    }

    /// Extension modules can be built for it.
    pub fn has_headers(&self) -> bool {
        !self.include_dirs.is_empty()
    }

    /// What tells builds of one interpreter from those of another.
    pub fn identity(&self) -> String {
        format!("{} {} {}", self.label(), self.executable.display(), self.ext_suffix)
    }
}

/// The Pythons that extension modules can be built for, oldest first: the newest micro version of each minor, plain,
/// debug and free-threaded builds apart. With [`VARIABLE`] set: those it names, all of them, in its order.
///
/// Looked for once in a run.
pub fn discover() -> &'static [Python] {
    static FOUND: OnceLock<Vec<Python>> = OnceLock::new();
    FOUND.get_or_init(|| match places::setting(VARIABLE) {
        Some(named) => ask_all(&places::listed(&named)),
        None => newest(ask_all(&places::pythons(MINORS))),
    })
}

/// Those of [`discover`] that are CPython as people use it: no debug and no free-threaded builds, unless [`VARIABLE`]
/// names them.
pub fn cpythons() -> impl Iterator<Item = &'static Python> {
    let named = places::setting(VARIABLE).is_some();
    discover().iter().filter(move |python| python.is_cpython() && (named || !python.is_special()))
}

/// The Python a person means: `3.12`, a label of [`discover`], a program on `PATH`, or a path.
pub fn named(name: &str) -> Result<Python, Error> {
    let means = |python: &&Python| {
        let (major, minor) = python.minor();
        python.label() == name
            || (format!("{major}.{minor}") == name && python.is_cpython() && !python.is_special())
    };
    if let Some(python) = discover().iter().find(means) {
        return Ok(python.clone());
    }
    let program = places::find_program(Path::new(name));
    match program.and_then(|program| ask(&program)) {
        Some(python) if python.has_headers() => Ok(python),
        Some(python) => Err(Error::NoHeaders { python: python.label() }),
        None => {
            let found: Vec<String> = discover().iter().map(Python::label).collect();
            Err(Error::Request(format!("no Python `{name}` found; found are: {}", found.join(", "))))
        }
    }
}

/// Asks one interpreter about itself. `None` when it is not a Python, or does not answer.
pub fn ask(executable: &Path) -> Option<Python> {
    let call = Call::new(executable, Path::new("."), Duration::from_secs(20)).args(["-c", ABOUT]);
    let answer = process::run(&call).ok().filter(process::Finished::ok)?;
    let mut python: Python = serde_json::from_slice(&answer.stdout).ok()?;
    if python.in_venv {
        python.executable = executable.to_owned();
    }
    Some(python)
}

fn ask_all(executables: &[PathBuf]) -> Vec<Python> {
    let answers: Vec<_> = thread::scope(|scope| {
        let asked: Vec<_> = executables.iter().map(|path| scope.spawn(move || ask(path))).collect();
        asked.into_iter().filter_map(|thread| thread.join().ok()?).collect()
    });
    let mut seen = HashSet::new();
    answers
        .into_iter()
        .filter(|python: &Python| python.has_headers() && seen.insert(python.executable.clone()))
        .collect()
}

fn newest(mut pythons: Vec<Python>) -> Vec<Python> {
    pythons.retain(|python| python.version.0 == 3 && MINORS.contains(&python.version.1));
    let kind = |python: &Python| (python.minor(), !python.is_cpython(), python.debug, python.free_threaded);
    pythons.sort_by_key(|python| (kind(python), std::cmp::Reverse(python.version.2)));
    pythons.dedup_by_key(|python| kind(python));
    pythons
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_at_least_one_and_knows_its_headers() {
        let found = discover();
        assert!(!found.is_empty(), "no Python with headers found; set {VARIABLE}");
        for python in found {
            assert!(crate::verify::scratch::is_file(&python.include_dirs[0].join("Python.h")));
            assert!(python.ext_suffix.starts_with('.'), "{}", python.ext_suffix);
        }
    }

    #[test]
    fn one_of_each_minor_and_kind() {
        let mut one = discover()[0].clone();
        one.version = (3, 11, 2);
        let mut two = one.clone();
        two.version = (3, 11, 7);
        let mut debug = one.clone();
        debug.debug = true;
        let kept = newest(vec![one, debug, two]);
        let labels: Vec<_> = kept.iter().map(|python| (python.version.2, python.debug)).collect();
        assert_eq!(labels, [(7, false), (2, true)]);
    }
}
