//! One side of a package, before or after: its sources, built and installed; its tests, run. What was done is not done again.
//!
//! Does not know which side it is.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use migrate_types::verify::Built;
use migrate_types::verify::build::warnings::{self, Warning};
use migrate_types::verify::pythons::Python;
use migrate_types::verify::scratch;
use migrate_types::verify::suite::Suite;
use serde::{Deserialize, Serialize};

use super::environment::Environment;
use super::list::Package;
use super::needs::Server;
use super::outcome;
use crate::{cache, shell};

/// A folder for all that is made of one state of the sources.
#[derive(Clone, Debug)]
pub struct Side {
    pub home: PathBuf,
    /// Names everything that went into it.
    pub key: String,
}

/// What came of a build, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub struct Build {
    /// Why there is nothing.
    pub problem: Option<String>,
    /// The extension modules in the wheel, by full name.
    pub modules: Vec<String>,
    pub warnings: Vec<Warning>,
    pub seconds: f64,
}

/// Ten minutes are more than any of them takes.
const TESTS: Duration = Duration::from_secs(1200);

impl Side {
    pub fn sources(&self) -> PathBuf {
        self.home.join("tree")
    }

    fn installed(&self, base: &Environment) -> Environment {
        Environment { home: self.home.join("environment"), key: base.key.clone() }
    }

    /// Builds a wheel of the sources and installs it in an environment of its own.
    pub fn build(&self, base: &Environment, python: &Python) -> Result<Build, String> {
        let note = self.home.join("build.json");
        if let Ok(known) = cache::read(&note) {
            return serde_json::from_slice(&known).map_err(cache::in_words(&note));
        }
        let started = Instant::now();
        let wheels = self.home.join("wheels");
        cache::remove(&wheels)?;
        let options = ["-m", "pip", "wheel", "-v", "--no-deps", "--no-build-isolation", "--no-index", "-w"];
        let call = shell::call(base.python(), &self.sources())
            .args(options)
            .args([wheels.as_os_str(), ".".as_ref()])
            .env("CFLAGS", "-Wall -Wextra")
            .env("PATH", path_with(base));
        let done = shell::run(&call)?;
        let output = [done.stdout.as_slice(), done.stderr.as_slice()].concat();
        cache::publish(&self.home.join("build.txt"), &output)?;
        let foreign: Vec<&Path> = python.include_dirs.iter().map(PathBuf::as_path).collect();
        let mut build = Build {
            problem: (!done.ok()).then(|| format!("the build ends with {}", done.end)),
            modules: Vec::new(),
            warnings: warnings::parse(&String::from_utf8_lossy(&output), &foreign),
            seconds: 0.0,
        };
        if build.problem.is_none() {
            let wheel = scratch::files(&wheels).pop().ok_or("no wheel was built")?;
            let installed = base.with_wheel(&self.home.join("environment"), &wheels.join(&wheel))?;
            build.modules = modules(&wheels.join(wheel), &installed, python)?;
        }
        build.seconds = started.elapsed().as_secs_f64();
        cache::publish(&note, &serde_json::to_vec(&build).unwrap_or_default())?;
        Ok(build)
    }

    /// As `verify` wants it.
    pub fn built(&self, base: &Environment) -> Result<Built, String> {
        let mut built = Built::at(vec![self.installed(base).site()?]);
        built.key = Some(self.key.clone());
        Ok(built)
    }

    /// Imports each module in a new interpreter; those that fail, with the reason.
    pub fn unimportable(&self, base: &Environment, modules: &[String]) -> Result<Vec<String>, String> {
        let python = self.installed(base).python();
        let mut failed = Vec::new();
        for module in modules {
            let line = format!("import {module}");
            let done = shell::run(&shell::call(&python, &self.home).args(["-c", &line]))?;
            if !done.ok() {
                let said = done.last_lines(1);
                failed
                    .push(format!("{module}: {}", if said.is_empty() { done.end.to_string() } else { said }));
            }
        }
        Ok(failed)
    }

    /// Runs the tests of the package; `turn` tells one run from another.
    pub fn test(&self, package: &Package, base: &Environment, turn: u32) -> Result<Suite, String> {
        let folder = self.home.join(format!("tests-{turn}"));
        if let Some(known) = outcome::kept(&folder) {
            return Ok(known);
        }
        cache::remove(&folder)?;
        let work = folder.join("work");
        cache::make(&work)?;
        lay_out(&self.sources(), &work, &package.test_files)?;
        let servers: Vec<Server> =
            package.needs.iter().map(|need| Server::start(*need)).collect::<Result<_, _>>()?;
        let installed = self.installed(base);
        let python = installed.python().display().to_string();
        let usual = format!("{python} -m pytest -q -rfE -p no:cacheprovider -p no:randomly -o addopts=");
        let report = format!("--junit-xml={} -o junit_family=xunit2", folder.join(outcome::REPORT).display());
        let mut call = shell::call("/bin/sh", &work)
            .args(["-c", &package.test])
            .env("PY", &python)
            .env("PYTEST", usual)
            .env("PYTEST_ADDOPTS", report)
            .env("SITE", installed.site()?)
            .env("PATH", path_with(&installed));
        call.limit = TESTS;
        call.hunt = true;
        let of_servers = servers.iter().flat_map(|server| &server.environment);
        for (name, value) in of_servers.map(|(name, value)| (name, value)).chain(&package.env) {
            call = call.env(name, value);
        }
        let done = shell::run(&call)?;
        cache::remove(&work)?;
        outcome::keep(&folder, &done)?;
        outcome::kept(&folder).ok_or_else(|| "the outcome of the tests was not kept".to_owned())
    }
}

fn path_with(environment: &Environment) -> std::ffi::OsString {
    migrate_types::verify::places::path_with(&environment.home.join("bin"))
}

/// The extension modules that a wheel brought.
fn modules(wheel: &Path, installed: &Environment, python: &Python) -> Result<Vec<String>, String> {
    let call = shell::call(installed.python(), &installed.home).args(["-m", "zipfile", "-l"]).arg(wheel);
    let done = shell::must(&call)?;
    let listing = String::from_utf8_lossy(&done.stdout).into_owned();
    let files = listing.lines().filter_map(|line| line.split_whitespace().next());
    let stems = files.filter_map(|file| {
        let endings = [python.ext_suffix.as_str(), ".abi3.so"];
        endings.iter().find_map(|ending| file.strip_suffix(ending))
    });
    Ok(stems.map(|stem| stem.replace('/', ".")).collect())
}

/// `tests` goes there by its last name, `=tests/data` by its whole path.
fn lay_out(tree: &Path, work: &Path, files: &[String]) -> Result<(), String> {
    for file in files {
        let (from, to) = match file.strip_prefix('=') {
            Some(whole) => (tree.join(whole), work.join(whole)),
            None => (tree.join(file), work.join(Path::new(file).file_name().unwrap_or_default())),
        };
        let copied = if from.is_dir() {
            scratch::copy_tree(&from, &to, &[])
        } else {
            cache::make(to.parent().unwrap_or(work))?;
            scratch::copy(&from, &to)
        };
        copied.map_err(cache::in_words(&from))?;
    }
    Ok(())
}

/// A name for the content of a folder.
pub fn key_of(folder: &Path) -> String {
    let mut key = scratch::Key::default();
    for file in scratch::files(folder) {
        let bytes = cache::read(&folder.join(&file)).unwrap_or_default();
        key = key.with(file.to_string_lossy().as_bytes()).with(bytes);
    }
    key.hex()
}
