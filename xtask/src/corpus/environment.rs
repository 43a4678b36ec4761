//! The virtual environment that all packages are built with, and copies of it to install one in.
//!
//! Made once for each Python and list of requirements; does not know which package it is for.

use std::fs;
use std::path::{Path, PathBuf};

use migrate_types::verify::pythons::{self, Python};
use migrate_types::verify::scratch::Key;

use crate::{cache, shell};

/// One environment.
#[derive(Clone, Debug)]
pub struct Environment {
    pub home: PathBuf,
    /// Names the Python and what was asked to be installed.
    pub key: String,
}

impl Environment {
    /// The one in `folder` for this Python and these requirements; made when it is not there.
    pub fn make(folder: &Path, python: &Python, requirements: &[String]) -> Result<Environment, String> {
        let parts =
            requirements.iter().fold(Key::default().with(python.identity()), |key, one| key.with(one));
        let key = parts.hex();
        let home = folder.join(format!("environment-{key}"));
        let environment = Environment { home: home.clone(), key };
        if home.join(COMPLETE).exists() {
            return Ok(environment);
        }
        eprintln!("makes an environment to build and test in");
        cache::remove(&home)?;
        shell::must(&shell::call(&python.executable, folder).args(["-m", "venv"]).arg(&home))?;
        let pip = shell::call(environment.python(), folder).args(["-m", "pip", "install", "--quiet"]);
        shell::must(&pip.clone().args(["--upgrade", "pip"]))?;
        shell::must(&pip.args(requirements))?;
        cache::publish(&home.join(COMPLETE), requirements.join("\n").as_bytes())?;
        Ok(environment)
    }

    pub fn python(&self) -> PathBuf {
        self.home.join("bin").join("python")
    }

    /// Where packages are installed.
    pub fn site(&self) -> Result<PathBuf, String> {
        let ask = "import sysconfig; print(sysconfig.get_path('purelib'))";
        shell::answer(&shell::call(self.python(), &self.home).args(["-c", ask])).map(PathBuf::from)
    }

    /// Its interpreter, to run the probes of `verify` on.
    pub fn interpreter(&self) -> Result<Python, String> {
        pythons::ask(&self.python()).ok_or(format!("{} does not answer", self.python().display()))
    }

    /// The same again in another place, with `wheel` installed on top.
    pub fn with_wheel(&self, home: &Path, wheel: &Path) -> Result<Environment, String> {
        cache::remove(home)?;
        link_tree(&self.home, home).map_err(cache::in_words(home))?;
        let copy = Environment { home: home.to_owned(), key: self.key.clone() };
        let install = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--force-reinstall"];
        shell::must(&shell::call(copy.python(), home).args(install).arg(wheel))?;
        Ok(copy)
    }
}

/// Written last: an environment that has it is complete.
const COMPLETE: &str = "complete.txt";

/// Files are shared, not copied: pip takes a file away before it puts another in its place.
fn link_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(&path)?, &target)?;
        } else if kind.is_dir() {
            link_tree(&path, &target)?;
        } else if fs::hard_link(&path, &target).is_err() {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
