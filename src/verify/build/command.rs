//! Builds a project with its own tools: a command the user gives, or pip without isolation and without a network.
//!
//! Works on a scratch copy that it may change. Does not know what the modules are for.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::{Built, found, warnings};
use crate::verify::error::Error;
use crate::verify::process::{self, Call, End};
use crate::verify::pythons::Python;
use crate::verify::scratch::{self, Scratch};

/// How a project is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tool {
    /// A line for the shell, run in the project's folder. `{python}` stands for the interpreter and `{target}` for a
    /// folder on `sys.path`; the variables `PYTHON` and `TARGET` say the same, and `python` on `PATH` is the interpreter.
    Command(String),
    /// `pip install --no-deps --no-build-isolation --no-index --target`.
    Pip,
}

/// One project in a scratch copy, for one interpreter.
#[derive(Clone, Debug)]
pub struct Workplace {
    /// The copy; builds may write into it, tests run in it.
    pub tree: PathBuf,
    /// What is installed goes here.
    pub site: PathBuf,
    /// Holds `python`, which is the interpreter.
    pub bin: PathBuf,
    scratch: Arc<Scratch>,
}

impl Workplace {
    /// Copies a project, without what is no source: history, earlier builds, environments, compiled modules.
    pub fn of(project: &Path, python: &Python) -> Result<Workplace, Error> {
        let scratch = Scratch::new().map_err(Error::io(Path::new("scratch folder")))?;
        let (tree, site, bin) =
            (scratch.path().join("tree"), scratch.path().join("site"), scratch.path().join("bin"));
        scratch::copy_tree(project, &tree, &NO_SOURCE).map_err(Error::io(project))?;
        for stale in found::extension_files(&tree, python) {
            scratch::remove(&tree.join(&stale)).map_err(Error::io(&stale))?;
        }
        scratch::make_folder(&site).map_err(Error::io(&site))?;
        for name in ["python", "python3"] {
            scratch::stand_in(&python.executable, &bin.join(name)).map_err(Error::io(&bin))?;
        }
        Ok(Workplace { tree, site, bin, scratch: Arc::new(scratch) })
    }

    /// A call in the copy, in which `python` is the interpreter and what was built can be imported.
    pub fn call(&self, program: &Path, python: &Python, path: &[PathBuf], limit: Duration) -> Call {
        let mut call = Call::new(program, &self.tree, limit)
            .env("PYTHON", &python.executable)
            .env("TARGET", &self.site)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PIP_DISABLE_PIP_VERSION_CHECK", "1")
            .env("PATH", crate::verify::places::path_with(&self.bin));
        if !path.is_empty() {
            call = call.env("PYTHONPATH", std::env::join_paths(path).unwrap_or_default());
        }
        call.hunt = true;
        call
    }

    /// The line with its placeholders filled in, for the shell.
    pub fn shell(&self, line: &str, python: &Python, path: &[PathBuf], limit: Duration) -> Call {
        let filled = line
            .replace("{python}", &python.executable.to_string_lossy())
            .replace("{target}", &self.site.to_string_lossy());
        let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("/bin/sh", "-c") };
        self.call(Path::new(shell), python, path, limit).args([flag, &filled])
    }
}

/// Folders that are never sources.
pub const NO_SOURCE: [&str; 14] = [
    ".git",
    ".hg",
    ".svn",
    "build",
    "dist",
    "__pycache__",
    ".venv",
    "venv",
    ".tox",
    ".nox",
    ".eggs",
    "node_modules",
    ".mypy_cache",
    ".pytest_cache",
];

/// Builds what is in the workplace. `modules` are the names that must come out; empty: at least one.
pub fn build(
    tool: &Tool,
    place: &Workplace,
    python: &Python,
    modules: &[String],
    environment: &[(String, String)],
    limit: Duration,
) -> Result<Built, Error> {
    let mut call = match tool {
        Tool::Command(line) => place.shell(line, python, &[], limit),
        Tool::Pip => place.call(&python.executable, python, &[], limit).args(PIP).arg(&place.site).arg("."),
    };
    for (name, value) in environment {
        call = call.env(name, value);
    }
    let what = "the project";
    let done =
        process::run(&call).map_err(|error| Error::NotStarted { program: call.program.clone(), error })?;
    let (command, lines) = (call.shown(), done.telling_lines());
    match done.end {
        End::Code(0) => {}
        End::TimedOut => {
            return Err(Error::BuildTimedOut { what: what.into(), command, seconds: limit.as_secs(), lines });
        }
        end => {
            let lines = hinted(lines);
            return Err(Error::BuildFailed { what: what.into(), command, end: end.to_string(), lines });
        }
    }
    collect(place, python, modules, &done)
}

const PIP: [&str; 9] = [
    "-m",
    "pip",
    "install",
    "-v",
    "--no-input",
    "--no-deps",
    "--no-build-isolation",
    "--no-index",
    "--target",
];

fn collect(
    place: &Workplace,
    python: &Python,
    modules: &[String],
    done: &process::Finished,
) -> Result<Built, Error> {
    let found = found::modules(&[&place.site, &place.tree], python);
    let missing: Vec<&String> =
        modules.iter().filter(|name| !found.iter().any(|module| module.name == **name)).collect();
    if found.is_empty() || !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(|name| name.as_str()).collect();
        let wanted = if names.is_empty() { "extension module".to_owned() } else { names.join(" and no ") };
        return Err(Error::NothingBuilt { what: "the project".into(), wanted });
    }
    let mut path = vec![place.site.clone()];
    for module in &found {
        if !path.contains(&module.root) {
            path.push(module.root.clone());
        }
    }
    complete_packages(place, python)?;
    let output = [done.stdout.as_slice(), done.stderr.as_slice()].concat();
    let foreign: Vec<&Path> = python.include_dirs.iter().map(PathBuf::as_path).collect();
    let warnings = warnings::parse(&String::from_utf8_lossy(&output), &foreign);
    let modules = found.into_iter().map(|module| module.name).collect();
    Ok(Built { path, warnings, modules, key: None, _scratch: Some(Arc::clone(&place.scratch)) })
}

/// Tests that run in the project's folder import the packages that lie there: they get the installed modules, too.
fn complete_packages(place: &Workplace, python: &Python) -> Result<(), Error> {
    for file in found::extension_files(&place.site, python) {
        for sources in [place.tree.clone(), place.tree.join("src"), place.tree.join("lib")] {
            let target = sources.join(&file);
            let package = target.parent().unwrap_or(&sources);
            if package != sources && scratch::is_file(&package.join("__init__.py")) {
                scratch::copy(&place.site.join(&file), &target).map_err(Error::io(&target))?;
            }
        }
    }
    Ok(())
}

/// What to do about failures that every project meets.
fn hinted(mut lines: String) -> String {
    let missing = |name: &str| {
        lines.contains(&format!("No module named '{name}'"))
            || lines.contains(&format!("No module named {name}"))
    };
    let backends = ["setuptools", "wheel", "hatchling", "mesonpy", "scikit_build_core", "pip"];
    if let Some(name) = backends.into_iter().find(|name| missing(name)) {
        lines.push_str(&format!(
            "\n(nothing is downloaded here: install {name} for this Python first, or give a build command with --build)"
        ));
    }
    lines
}
