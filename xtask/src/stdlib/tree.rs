//! Trees of CPython's source: one built as it came, and a copy of it in which files are changed and built anew.
//!
//! Does not know what is changed, or why.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use migrate_types::verify::build::warnings::{self, Warning};
use migrate_types::verify::process::Call;
use migrate_types::verify::scratch::Key;

use crate::{build_pythons, cache, shell};

/// A whole build on a busy machine.
const BUILD: Duration = Duration::from_secs(3 * 3600);

/// How CPython is configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Release,
    /// Counts references.
    Debug,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Release => "release",
            Kind::Debug => "debug",
        }
    }

    fn options(self) -> &'static [&'static str] {
        match self {
            Kind::Release => &["--without-ensurepip"],
            Kind::Debug => &["--without-ensurepip", "--with-pydebug"],
        }
    }
}

/// Files of a module by name, from Modules, with what they hold now.
pub type Changed = BTreeMap<String, Vec<u8>>;

/// A source tree that is built where it stands.
#[derive(Clone, Debug)]
pub struct Tree {
    pub root: PathBuf,
    /// What the compilers said.
    pub warnings: Vec<Warning>,
    /// Errors of compilers, with their place.
    pub errors: Vec<String>,
}

/// The archive of a source package, in the cache; fetched with apt when it is not there.
pub fn archive(folder: &Path, package: &str) -> Result<PathBuf, String> {
    build_pythons::archive(folder, package).map_err(|problem| {
        let wanted = format!("{package}_*.orig.tar.*");
        format!(
            "the source of {package} is not to be had: {problem}\nput {wanted} in {}, or give apt a deb-src line \
             for a Debian that has it",
            folder.display()
        )
    })
}

/// Unpacks an archive, which holds one folder, as `folder`; the archive's name tells that it is there whole.
pub fn unpacked(archive: &Path, folder: &Path) -> Result<PathBuf, String> {
    let note = folder.with_extension("unpacked");
    if !note.exists() {
        cache::remove(folder)?;
        cache::make(folder)?;
        let call = shell::call("tar", folder).arg("xf").arg(archive);
        shell::must(&call.args(["--strip-components=1", "--no-same-owner"]))?;
        cache::publish(&note, archive.to_string_lossy().as_bytes())?;
    }
    Ok(folder.to_owned())
}

/// The source as it came, built; done once.
pub fn before(folder: &Path, archive: &Path, kind: Kind, setup: &[String]) -> Result<Tree, String> {
    let home = folder.join(kind.name());
    let (root, log) = (home.join("before"), home.join("before.log"));
    if !log.exists() {
        eprintln!("builds CPython as it came ({}), which takes minutes", kind.name());
        cache::make(&home)?;
        cache::remove(&root)?;
        cache::remove(&home.join("after"))?;
        unpacked(archive, &root)?;
        cache::publish(&root.join("Modules").join("Setup.local"), (setup.join("\n") + "\n").as_bytes())?;
        shell::must(&long(root.join("configure"), &root).args(kind.options().iter().copied()))?;
        let done = shell::must(&long("make", &root).arg("-j2"))?;
        cache::publish(&log, &[done.stdout, done.stderr].concat())?;
    }
    read(root, &log)
}

/// The same with the changed files in place of its own.
pub fn after(folder: &Path, before: &Tree, kind: Kind, changed: &Changed) -> Result<Tree, String> {
    let home = folder.join(kind.name());
    let (root, log, note) = (home.join("after"), home.join("after.log"), home.join("after.key"));
    let key = key(changed);
    if cache::read(&note).is_ok_and(|known| known == key.as_bytes()) {
        return read(root, &log);
    }
    if !root.exists() {
        let copy = home.join("copy");
        cache::remove(&copy)?;
        shell::must(&long("cp", &home).arg("-a").arg(&before.root).arg(&copy))?;
        fs::rename(&copy, &root).map_err(cache::in_words(&root))?;
    }
    eprintln!("builds CPython with {} files changed ({})", changed.len(), kind.name());
    cache::remove_file(&note)?;
    put(&before.root.join("Modules"), &root.join("Modules"), &home.join("after.files"), changed)?;
    // The Makefile of the copy names the folder that it was made in.
    let here = |name: &str| format!("{name}={}", root.display());
    let done = shell::run(&long("make", &root).arg("-j2").args([here("abs_srcdir"), here("abs_builddir")]))?;
    cache::publish(&log, &[done.stdout.as_slice(), done.stderr.as_slice()].concat())?;
    let tree = read(root, &log)?;
    if !done.ok() && tree.errors.is_empty() {
        return Err(format!("the build ends with {}\n{}", done.end, done.last_lines(20)));
    }
    cache::publish(&note, key.as_bytes())?;
    Ok(tree)
}

fn long(program: impl AsRef<Path>, folder: &Path) -> Call {
    let mut call = shell::call(program, folder);
    call.limit = BUILD;
    call
}

/// A name for what is changed.
pub fn key(changed: &Changed) -> String {
    changed.iter().fold(Key::default(), |key, (name, bytes)| key.with(name).with(bytes)).hex()
}

/// Writes what is changed, all of it, so that all of it is compiled and warned about; takes back what the last run wrote.
fn put(from: &Path, to: &Path, list: &Path, changed: &Changed) -> Result<(), String> {
    let last = cache::read(list).unwrap_or_default();
    let last = String::from_utf8_lossy(&last).into_owned();
    for name in last.lines().filter(|name| !changed.contains_key(*name)) {
        // What the migration added is in neither.
        match from.join(name).exists() {
            true => fs::write(to.join(name), cache::read(&from.join(name))?)
                .map_err(cache::in_words(&to.join(name)))?,
            false => cache::remove_file(&to.join(name))?,
        }
    }
    let names: Vec<&str> = changed.keys().map(String::as_str).collect();
    cache::publish(list, names.join("\n").as_bytes())?;
    for (name, bytes) in changed {
        fs::write(to.join(name), bytes).map_err(cache::in_words(&to.join(name)))?;
    }
    Ok(())
}

fn read(root: PathBuf, log: &Path) -> Result<Tree, String> {
    let text = cache::read(log)?;
    let text = String::from_utf8_lossy(&text);
    let errors =
        text.lines().filter(|line| line.contains(" error: ") || line.contains("undefined reference"));
    Ok(Tree { warnings: warnings::parse(&text, &[]), errors: errors.map(str::to_owned).collect(), root })
}

impl Tree {
    pub fn python(&self) -> PathBuf {
        self.root.join("python")
    }

    /// What CPython's Argument Clinic says against the changed files, and which it would write otherwise.
    ///
    /// Works on copies: clinic writes into what it is given.
    pub fn clinic(&self, before: &Tree, changed: &Changed) -> Result<Vec<String>, String> {
        let script = before.root.join("Tools").join("clinic").join("clinic.py");
        let (modules, copy) = (self.root.join("Modules"), self.root.join("clinic-copy"));
        let inputs: Vec<&String> = changed.keys().filter(|name| name.ends_with(".c")).collect();
        let outputs = inputs.iter().map(|name| beside(name)).filter(|name| modules.join(name).exists());
        let names: BTreeSet<String> = changed.keys().cloned().chain(outputs).collect();
        cache::remove(&copy)?;
        for name in &names {
            cache::make(copy.join(name).parent().unwrap_or(&copy))?;
            fs::copy(modules.join(name), copy.join(name)).map_err(cache::in_words(&copy.join(name)))?;
        }
        let mut odd = Vec::new();
        for name in inputs {
            let done = shell::run(&shell::call(before.python(), &copy).arg("-E").arg(&script).arg(name))?;
            if !done.ok() {
                odd.push(format!("{name}: {}", done.last_lines(3).replace('\n', " ")));
            }
        }
        for name in &names {
            if cache::read(&copy.join(name))? != cache::read(&modules.join(name))? {
                odd.push(format!("{name}: would be written otherwise"));
            }
        }
        cache::remove(&copy)?;
        Ok(odd)
    }
}

/// Where clinic writes for `_io/fileio.c`: `_io/clinic/fileio.c.h`.
fn beside(name: &str) -> String {
    match name.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/clinic/{file}.h"),
        None => format!("clinic/{name}.h"),
    }
}
