//! Builds one extension module with one call of the compiler, and remembers it.
//!
//! Does not know of setup.py, pyproject.toml or any build system.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::{Built, Warning, warnings};
use crate::verify::error::Error;
use crate::verify::places::{self, find_program};
use crate::verify::process::{self, Call, End};
use crate::verify::pythons::Python;
use crate::verify::scratch::{self, Key, Scratch};

/// What to compile.
#[derive(Clone, Debug)]
pub struct PlainBuild {
    /// The full name to import it by: `kit`, `package._kit`.
    pub module: String,
    /// All files the compiler may see, with paths relative to the build's folder.
    pub files: Vec<(PathBuf, Vec<u8>)>,
    /// Those to compile, C or C++.
    pub sources: Vec<PathBuf>,
    /// Put after the usual flags: `-DNAME=1`, `-Idir`, `-lm`.
    pub flags: Vec<String>,
    pub limit: Duration,
}

/// Few optimisations: enough for the warnings that need data flow, and quick.
const FLAGS: [&str; 6] = ["-fPIC", "-O1", "-g1", "-fwrapv", "-Wall", "-Wextra"];

impl PlainBuild {
    /// One source file, named after the module.
    pub fn one_file(module: &str, name: impl Into<PathBuf>, text: impl Into<Vec<u8>>) -> PlainBuild {
        PlainBuild::of_files(module, vec![(name.into(), text.into())])
    }

    /// All C and C++ files among `files` are compiled; the others are there to be included.
    pub fn of_files(module: &str, files: Vec<(PathBuf, Vec<u8>)>) -> PlainBuild {
        let is_source = |path: &&PathBuf| is_c(path) || is_cpp(path);
        let sources = files.iter().map(|(path, _)| path).filter(is_source).cloned().collect();
        let limit = Duration::from_secs(300);
        PlainBuild { module: module.to_owned(), files, sources, flags: Vec::new(), limit }
    }

    pub fn flag(mut self, flag: impl Into<String>) -> PlainBuild {
        self.flags.push(flag.into());
        self
    }

    /// Builds it for `python`: in `cache` when there is one, where an equal build is found again, else in a folder that
    /// goes away with the result.
    pub fn build(&self, python: &Python, cache: Option<&Path>) -> Result<Built, Error> {
        if !python.has_headers() {
            return Err(Error::NoHeaders { python: python.label() });
        }
        let compiler = self.compiler(python)?;
        let key = self.key(python, &compiler);
        let Some(cache) = cache else {
            let scratch = Scratch::new().map_err(Error::io(Path::new("scratch folder")))?;
            let warnings = self.build_in(python, &compiler, scratch.path())?;
            let path = vec![scratch.path().join("out")];
            return Ok(self.built(path, warnings, key, Some(Arc::new(scratch))));
        };
        let home = cache.join("builds").join(&key);
        let warnings = match remembered(&home) {
            Some(warnings) => warnings,
            None => self.build_and_remember(python, &compiler, &home)?,
        };
        Ok(self.built(vec![home.join("out")], warnings, key, None))
    }

    fn built(
        &self,
        path: Vec<PathBuf>,
        warnings: Vec<Warning>,
        key: String,
        scratch: Option<Arc<Scratch>>,
    ) -> Built {
        Built { path, modules: vec![self.module.clone()], warnings, key: Some(key), _scratch: scratch }
    }

    /// Two runs may build the same at once: each builds apart, and the first to be ready is kept.
    fn build_and_remember(
        &self,
        python: &Python,
        compiler: &[String],
        home: &Path,
    ) -> Result<Vec<Warning>, Error> {
        let parent = home.parent().unwrap_or(home);
        let scratch = Scratch::within(parent).map_err(Error::io(parent))?;
        let warnings = self.build_in(python, compiler, scratch.path())?;
        let note = serde_json::to_vec(&warnings).unwrap_or_default();
        scratch::write(&scratch.path().join(NOTE), &note).map_err(Error::io(scratch.path()))?;
        scratch.rename(home).map_err(Error::io(home))?;
        Ok(warnings)
    }

    fn build_in(&self, python: &Python, compiler: &[String], folder: &Path) -> Result<Vec<Warning>, Error> {
        let source = folder.join("src");
        for (path, text) in &self.files {
            scratch::write(&source.join(path), text).map_err(Error::io(path))?;
        }
        let artifact = self.lay_out(python, &folder.join("out"))?;
        let call = self.call(python, compiler, &source, &artifact);
        let program = &call.program;
        let done =
            process::run(&call).map_err(|error| Error::NotStarted { program: program.clone(), error })?;
        self.check(&call, &done)?;
        let foreign: Vec<&Path> = python.include_dirs.iter().map(PathBuf::as_path).collect();
        Ok(warnings::parse(&String::from_utf8_lossy(&done.stderr), &foreign))
    }

    fn check(&self, call: &Call, done: &process::Finished) -> Result<(), Error> {
        let (what, command, lines) = (self.module.clone(), call.shown(), done.telling_lines());
        match done.end {
            End::Code(0) => Ok(()),
            End::TimedOut => {
                Err(Error::BuildTimedOut { what, command, seconds: self.limit.as_secs(), lines })
            }
            end => Err(Error::BuildFailed { what, command, end: end.to_string(), lines }),
        }
    }

    /// The packages around the module, and where it goes in them.
    fn lay_out(&self, python: &Python, out: &Path) -> Result<PathBuf, Error> {
        let mut folder = out.to_owned();
        let mut names: Vec<&str> = self.module.split('.').collect();
        let last = names.pop().unwrap_or_default();
        scratch::make_folder(&folder).map_err(Error::io(&folder))?;
        for name in names {
            folder.push(name);
            scratch::write(&folder.join("__init__.py"), b"").map_err(Error::io(&folder))?;
        }
        Ok(folder.join(format!("{last}{}", python.ext_suffix)))
    }

    fn call(&self, python: &Python, compiler: &[String], source: &Path, artifact: &Path) -> Call {
        let includes = python.include_dirs.iter().map(|folder| format!("-I{}", folder.display()));
        let shared: &[&str] = if cfg!(target_os = "macos") {
            &["-bundle", "-undefined", "dynamic_lookup"]
        } else {
            &["-shared"]
        };
        let program = PathBuf::from(&compiler[0]);
        Call::new(program, source, self.limit)
            .args(&compiler[1..])
            .args(FLAGS)
            .args(shared)
            .args(["-I."])
            .args(includes)
            .args(self.sources.iter().map(|path| path.as_os_str()))
            .args(["-o".as_ref(), artifact.as_os_str()])
            .args(&self.flags)
    }

    fn compiler(&self, python: &Python) -> Result<Vec<String>, Error> {
        compiler(python, self.sources.iter().any(|path| is_cpp(path)))
    }

    fn key(&self, python: &Python, compiler: &[String]) -> String {
        let mut key = Key::default().with("plain 1").with(python.identity()).with(&self.module);
        for word in
            compiler.iter().map(String::as_str).chain(FLAGS).chain(self.flags.iter().map(String::as_str))
        {
            key = key.with(word);
        }
        for (path, text) in &self.files {
            key = key.with(path.to_string_lossy().as_bytes()).with(text);
        }
        for path in &self.sources {
            key = key.with(path.to_string_lossy().as_bytes());
        }
        key.hex()
    }
}

/// The interpreter's own compiler when it is here, else what `CC`/`CXX` names, else the usual names.
pub(in crate::verify) fn compiler(python: &Python, cpp: bool) -> Result<Vec<String>, Error> {
    let (variable, own, usual): (&str, &str, &[&str]) = if cpp {
        ("CXX", &python.cxx, &["c++", "g++", "clang++"])
    } else {
        ("CC", &python.cc, &["cc", "gcc", "clang"])
    };
    let chosen = places::setting(variable).unwrap_or_default();
    let chosen = chosen.to_string_lossy();
    let lines = [chosen.as_ref(), own].into_iter().chain(usual.iter().copied());
    let mut tried = Vec::new();
    for line in lines {
        let mut words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let Some(name) = words.first_mut() else { continue };
        match find_program(Path::new(name.as_str())) {
            Some(path) => {
                *name = path.display().to_string();
                return Ok(words);
            }
            None => tried.push(name.clone()),
        }
    }
    Err(Error::NoCompiler { tried })
}

/// Written last: a folder that has it is complete.
const NOTE: &str = "warnings.json";

fn remembered(home: &Path) -> Option<Vec<Warning>> {
    serde_json::from_slice(&scratch::read(&home.join(NOTE)).ok()?).ok()
}

fn is_c(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "c")
}

fn is_cpp(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ["cc", "cpp", "cxx", "C"].iter().any(|known| ending == *known))
}
