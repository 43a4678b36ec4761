//! How a project is copied and built: found out once, followed for each side and each Python.
//!
//! Does not compare anything.

use std::path::{Path, PathBuf};

use super::{BuildWay, Request, Side};
use crate::verify::build::{PlainBuild, Tool, Workplace, command};
use crate::verify::error::Error;
use crate::verify::pythons::Python;
use crate::verify::scratch;

/// The way that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Recipe {
    /// One file of a folder, named, with the headers beside it.
    File(PathBuf),
    /// All C files of a folder make one module.
    Folder,
    Tool(Tool),
}

impl Recipe {
    pub fn of(request: &Request) -> Result<Recipe, Error> {
        let path = &request.path;
        if !scratch::exists(path) {
            return Err(Error::Request(format!("{}: there is nothing there", path.display())));
        }
        let file = || path.file_name().map(|name| Recipe::File(PathBuf::from(name)));
        match &request.build {
            BuildWay::Command(line) => Ok(Recipe::Tool(Tool::Command(line.clone()))),
            BuildWay::Pip => Ok(Recipe::Tool(Tool::Pip)),
            BuildWay::Auto | BuildWay::Compiler if scratch::is_file(path) => {
                Ok(file().unwrap_or(Recipe::Folder))
            }
            BuildWay::Auto if has_build_system(path) => Ok(Recipe::Tool(Tool::Pip)),
            BuildWay::Auto | BuildWay::Compiler => Ok(Recipe::Folder),
        }
    }

    /// The lines a person is shown before anything is run.
    pub fn lines(&self, request: &Request) -> Vec<String> {
        let build = match self {
            Recipe::File(file) => format!("cc -shared {}", file.display()),
            Recipe::Folder => "cc -shared *.c".to_owned(),
            Recipe::Tool(Tool::Command(line)) => line.clone(),
            Recipe::Tool(Tool::Pip) => {
                "pip install --no-deps --no-build-isolation --no-index --target DIR .".to_owned()
            }
        };
        std::iter::once(build).chain(request.test_command.clone()).collect()
    }

    /// A copy of the project to be rewritten; its place in it is that of the original.
    pub fn copy(&self, project: &Path, scratch_folder: &Path) -> Result<PathBuf, Error> {
        let tree = scratch_folder.join("project");
        match self {
            Recipe::File(file) => {
                let folder = folder_of(project);
                for (path, bytes) in c_files(folder, false)? {
                    scratch::write(&tree.join(&path), &bytes).map_err(Error::io(&path))?;
                }
                Ok(tree.join(file))
            }
            _ => {
                scratch::copy_tree(project, &tree, &command::NO_SOURCE).map_err(Error::io(project))?;
                Ok(tree)
            }
        }
    }

    pub fn build(&self, request: &Request, tree: &Path, python: &Python) -> Result<Side, Error> {
        let limit = request.limits.build;
        match self {
            Recipe::File(file) => {
                let files = c_files(folder_of(tree), false)?;
                let build = plain(request, files, |path| path == file)?;
                Ok(Side { built: build.build(python, None)?, place: None })
            }
            Recipe::Folder => {
                let build = plain(request, c_files(tree, true)?, |_| true)?;
                let place = Workplace::of(tree, python)?;
                Ok(Side { built: build.build(python, None)?, place: Some(place) })
            }
            Recipe::Tool(tool) => {
                let place = Workplace::of(tree, python)?;
                let built = command::build(
                    tool,
                    &place,
                    python,
                    &request.modules,
                    &request.build_environment,
                    limit,
                )?;
                Ok(Side { built, place: Some(place) })
            }
        }
    }
}

fn has_build_system(folder: &Path) -> bool {
    ["pyproject.toml", "setup.py", "setup.cfg"].iter().any(|name| scratch::is_file(&folder.join(name)))
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The C and C++ files of a folder, and of the folders in it when those are wanted.
fn c_files(folder: &Path, deep: bool) -> Result<Vec<(PathBuf, Vec<u8>)>, Error> {
    let endings = ["c", "h", "cc", "cpp", "cxx", "hpp", "hh", "inc"];
    let is_c =
        |path: &PathBuf| path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known));
    let found = if deep { scratch::files(folder) } else { scratch::direct_files(folder) };
    let read = |path: PathBuf| {
        let bytes = scratch::read(&folder.join(&path)).map_err(Error::io(&path))?;
        Ok((path, bytes))
    };
    found.into_iter().filter(is_c).map(read).collect()
}

fn plain(
    request: &Request,
    files: Vec<(PathBuf, Vec<u8>)>,
    compiled: impl Fn(&Path) -> bool,
) -> Result<PlainBuild, Error> {
    let mut build = PlainBuild::of_files("", files);
    build.sources.retain(|path| compiled(path));
    build.module = match &request.modules[..] {
        [name] => name.clone(),
        _ => entry_point(&build)?,
    };
    build.limit = request.limits.build;
    if request.bench {
        build.flags.push("-O2".to_owned());
    }
    for (name, value) in &request.build_environment {
        if name == "CFLAGS" {
            build.flags.extend(value.split_whitespace().map(str::to_owned));
        }
    }
    Ok(build)
}

/// The module that a compiled file's `PyInit_...` makes.
fn entry_point(build: &PlainBuild) -> Result<String, Error> {
    let mut found: Vec<String> = Vec::new();
    for (path, bytes) in &build.files {
        if build.sources.contains(path) {
            let text = String::from_utf8_lossy(bytes);
            for piece in text.split("PyInit_").skip(1) {
                let name: String = piece.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if !name.is_empty() && !found.contains(&name) {
                    found.push(name);
                }
            }
        }
    }
    match &found[..] {
        [name] => Ok(name.clone()),
        [] => Err(Error::Request("no PyInit_ function found: name a build command with --build".into())),
        names => Err(Error::Request(format!(
            "more than one entry point found ({}): name the module with --module, or a build command with --build",
            names.join(", ")
        ))),
    }
}
