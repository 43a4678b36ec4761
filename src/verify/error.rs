//! What can keep a verification from being made: the world, never the module under test.
//!
//! A module that crashes or differs is a result; it does not appear here.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why there is no result.
#[derive(Debug)]
pub enum Error {
    /// No C (or C++) compiler; the names that were tried.
    NoCompiler { tried: Vec<String> },
    /// `Python.h` is not installed for this interpreter.
    NoHeaders { python: String },
    /// No interpreter to run anything on.
    NoPython,
    /// A build ended with an error; its last lines.
    BuildFailed { what: String, command: String, end: String, lines: String },
    /// A build was still running at its limit.
    BuildTimedOut { what: String, command: String, seconds: u64, lines: String },
    /// A build ended well, but what it should have made is not there.
    NothingBuilt { what: String, wanted: String },
    /// The probes could not be run, or said nothing that can be read.
    ProbesFailed { python: String, detail: String },
    /// A program could not be started.
    NotStarted { program: PathBuf, error: io::Error },
    /// A file or folder of the scratch area.
    Io { path: PathBuf, error: io::Error },
    /// The request itself does not fit: what is wrong, and what to do.
    Request(String),
}

impl Error {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_owned();
        move |error| Error::Io { path, error }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoCompiler { tried } => {
                write!(
                    f,
                    "no compiler found (tried {}): install one, or name it in CC or CXX",
                    tried.join(", ")
                )
            }
            Error::NoHeaders { python } => write!(
                f,
                "Python {python} has no Python.h: install its headers (python3-dev), or choose another with --python"
            ),
            Error::NoPython => write!(
                f,
                "no Python with headers found: name one with --python, or set {}",
                super::pythons::VARIABLE
            ),
            Error::BuildFailed { what, command, end, lines } => {
                write!(f, "the build of {what} failed ({end}): {command}\n{}", indented(lines))
            }
            Error::BuildTimedOut { what, command, seconds, lines } => write!(
                f,
                "the build of {what} was still running after {seconds} s and was ended: {command}\n{}",
                indented(lines)
            ),
            Error::NothingBuilt { what, wanted } => {
                write!(
                    f,
                    "the build of {what} ended without an error, but made no {wanted}: name the module with --module"
                )
            }
            Error::ProbesFailed { python, detail } => {
                write!(f, "the probes did not run on Python {python}: {detail}")
            }
            Error::NotStarted { program, error } => write!(f, "cannot start {}: {error}", program.display()),
            Error::Io { path, error } => write!(f, "{}: {error}", path.display()),
            Error::Request(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Error {}

fn indented(lines: &str) -> String {
    lines.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}
