//! Builds the CPythons that check more: debug builds and a free-threaded one, from Debian's sources, into a cache where `verify` finds them.
//!
//! Takes minutes for each; not part of `ci`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use migrate_types::verify::places;

/// Name in the cache, Debian's source package, what `configure` is told.
const BUILDS: [(&str, &str, &[&str]); 3] = [
    ("3.11-debug", "python3.11", &["--with-pydebug"]),
    ("3.13-debug", "python3.13", &["--with-pydebug"]),
    ("3.13-free-threaded", "python3.13", &["--disable-gil"]),
];

/// Without a shared library, the test modules and pip: none of it is needed, and it is half of the time.
const USUAL: [&str; 3] = ["--without-ensurepip", "--disable-test-modules", "--enable-shared"];

/// `cargo xtask build-pythons [--source PACKAGE=DIR]... [NAME]...`: all of them, or those named.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let mut sources: Vec<(String, PathBuf)> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--source" {
            let value =
                rest.next().and_then(|value| value.split_once('=')).ok_or("--source wants PACKAGE=DIR")?;
            sources.push((value.0.to_owned(), PathBuf::from(value.1)));
        } else {
            names.push(argument);
        }
    }
    let cache = places::own_pythons().ok_or("no home folder to keep a cache in")?;
    fs::create_dir_all(&cache).map_err(|error| format!("{}: {error}", cache.display()))?;
    for (name, package, options) in BUILDS {
        if names.is_empty() || names.contains(&name) {
            let given = sources.iter().find(|(of, _)| of == package).map(|(_, folder)| folder.clone());
            build(&cache, name, package, options, given)?;
        }
    }
    Ok(())
}

fn build(
    cache: &Path,
    name: &str,
    package: &str,
    options: &[&str],
    source: Option<PathBuf>,
) -> Result<(), String> {
    let home = cache.join(name);
    if home.join("bin/python3").exists() {
        println!("{name}: is there already: {}", home.display());
        return Ok(());
    }
    println!("{name}: builds, which takes some minutes");
    let work = cache.join(format!("work-{name}"));
    fs::create_dir_all(&work).map_err(|error| format!("{}: {error}", work.display()))?;
    let source = source.map_or_else(|| download(&work, package), Ok)?;
    let configure = fs::canonicalize(source.join("configure"))
        .map_err(|error| format!("{}: {error}", source.display()))?;
    let prefix = format!("--prefix={}", home.display());
    let shared = format!("LDFLAGS=-Wl,-rpath,{}", home.join("lib").display());
    let mut call = Command::new(configure);
    step(call.arg(prefix).arg(shared).args(USUAL).args(options), &work)?;
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    step(Command::new("make").arg(format!("-j{jobs}")), &work)?;
    step(Command::new("make").arg("install"), &work)?;
    fs::remove_dir_all(&work).map_err(|error| format!("{}: {error}", work.display()))?;
    println!("{name}: {}", home.join("bin/python3").display());
    Ok(())
}

/// The original source as Debian keeps it, unpacked; its own changes are left out.
fn download(work: &Path, package: &str) -> Result<PathBuf, String> {
    let archive = archive(work, package)?;
    step(Command::new("tar").arg("xf").arg(&archive), work)?;
    let unpacked = entries(work).into_iter().find(|path| path.join("configure").is_file());
    unpacked.ok_or_else(|| format!("{}: no source in it", archive.display()))
}

/// The archive of the original source, in `work`; fetched with apt when it is not there.
pub fn archive(work: &Path, package: &str) -> Result<PathBuf, String> {
    let is_archive = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.starts_with(&format!("{package}_")) && name.contains(".orig.tar.") && !name.ends_with(".asc")
    };
    let find = || entries(work).into_iter().find(is_archive);
    if let Some(archive) = find() {
        return Ok(archive);
    }
    step(Command::new("apt-get").args(["source", "--download-only", package]), work)?;
    find().ok_or_else(|| format!("{package}: no .orig.tar file came"))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    found.sort();
    found
}

fn step(command: &mut Command, folder: &Path) -> Result<(), String> {
    let log = folder.join("log");
    let open = || fs::OpenOptions::new().create(true).append(true).open(&log);
    let (Ok(out), Ok(err)) = (open(), open()) else {
        return Err(format!("{}: cannot be written", log.display()));
    };
    let status = command.current_dir(folder).stdout(out).stderr(err).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?}: {status}; see {}", log.display())),
        Err(error) => Err(format!("{command:?}: {error}")),
    }
}
