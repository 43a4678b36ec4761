//! Tools that watch a module's use of memory while the probes run, on request: AddressSanitizer and valgrind.
//!
//! What they find ends the process, and so is a result of the probe that ran: a crash. Does not build or run anything
//! of a project.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::build::plain;
use super::error::Error;
use super::places;
use super::process::{self, Call};
use super::pythons::Python;

/// The exit code of a process in which valgrind found something.
const FOUND: u8 = 86;

/// Who watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The modules are built with it; a little slower.
    AddressSanitizer,
    /// Watches any build; thirty times slower.
    Valgrind,
}

impl Guard {
    /// Set for builds.
    pub fn build_environment(self) -> Vec<(String, String)> {
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        match self {
            Guard::AddressSanitizer => {
                vec![own("CFLAGS", SANITIZE), own("CXXFLAGS", SANITIZE), own("LDFLAGS", "-fsanitize=address")]
            }
            Guard::Valgrind => vec![own("CFLAGS", "-g"), own("CXXFLAGS", "-g")],
        }
    }

    /// How many times longer everything may take.
    pub fn slowness(self) -> u32 {
        match self {
            Guard::AddressSanitizer => 3,
            Guard::Valgrind => 30,
        }
    }

    /// Turns a call of an interpreter into one that is watched. Each object gets memory of its own from the C library,
    /// which is what the tools look at.
    pub(super) fn watch(self, mut call: Call, python: &Python) -> Result<Call, Error> {
        call = call.env("PYTHONMALLOC", "malloc");
        match self {
            Guard::AddressSanitizer => {
                let library = sanitizer(python)?;
                // Interpreters leave memory behind at their end; what piles up, other probes tell.
                let options = "detect_leaks=0:abort_on_error=1:allocator_may_return_null=1";
                Ok(call.env("LD_PRELOAD", library).env("ASAN_OPTIONS", options))
            }
            Guard::Valgrind => {
                let Some(valgrind) = places::find_program(Path::new("valgrind")) else {
                    return Err(Error::Request("no valgrind found on PATH: install it".to_owned()));
                };
                let python = std::mem::replace(&mut call.program, valgrind);
                let code = format!("--error-exitcode={FOUND}");
                let options = ["--quiet", "--exit-on-first-error=yes", "--leak-check=no", &code];
                let mut words: Vec<std::ffi::OsString> = options.map(Into::into).into();
                words.push(python.into());
                words.append(&mut call.arguments);
                call.arguments = words;
                Ok(call)
            }
        }
    }

    /// Makes the probes patient, too.
    pub(super) fn environment(self) -> BTreeMap<String, String> {
        BTreeMap::from([("MIGRATE_TYPES_SLOWNESS".to_owned(), self.slowness().to_string())])
    }
}

const SANITIZE: &str = "-fsanitize=address -fno-omit-frame-pointer -g";

/// The sanitizer's library, which must be there before the interpreter's own start.
fn sanitizer(python: &Python) -> Result<PathBuf, Error> {
    let compiler = plain::compiler(python, false)?;
    let call = Call::new(&compiler[0], Path::new("."), Duration::from_secs(20))
        .args(&compiler[1..])
        .arg("-print-file-name=libasan.so");
    let done = process::run(&call).map_err(|error| Error::NotStarted { program: call.program, error })?;
    let found = PathBuf::from(String::from_utf8_lossy(&done.stdout).trim());
    match found.is_absolute() {
        true => Ok(found),
        // The compiler answers with the bare name when it has no such file.
        false => Err(Error::Request(format!(
            "{} has no libasan.so: install it (libasan of gcc), or name another compiler in CC",
            compiler[0]
        ))),
    }
}
