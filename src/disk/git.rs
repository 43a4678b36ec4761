//! What git says of files that are to be written.
//!
//! The one child process outside `verify`, and only ever for `--write`: looking at sources runs nothing. It is told to
//! run no hook and no monitor of the repository, and to leave its index alone.

#![allow(clippy::disallowed_methods, reason = "asks git before files are replaced")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A file that git could not bring back as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncommitted {
    pub path: PathBuf,
    /// In words that follow "it": `has changes that are not committed`.
    pub how: &'static str,
}

/// Far below the length of a command line on any system, with paths as long as they come.
const FILES_AT_ONCE: usize = 100;

/// Which of `files` have no committed copy of their present text. All must lie in the work tree `top`.
pub fn uncommitted(top: &Path, files: &[&Path]) -> Result<Vec<Uncommitted>, String> {
    let mut result = Vec::new();
    for some in files.chunks(FILES_AT_ONCE) {
        result.extend(parse(top, &status(top, some)?));
    }
    Ok(result)
}

fn status(top: &Path, files: &[&Path]) -> Result<Vec<u8>, String> {
    let output = Command::new("git")
        .args([
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.hooksPath=/dev/null",
            "status",
            "--porcelain=v1",
            "-z",
        ])
        .args(["--untracked-files=all", "--ignored=traditional", "--no-renames", "--"])
        .args(files)
        .current_dir(top)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_LITERAL_PATHSPECS", "1")
        // Set while git runs a hook; the work tree asked about may be another one.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .output()
        .map_err(|error| format!("git cannot be started: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(complaint.lines().next().unwrap_or("git gave no reason").to_owned())
}

/// Reads `XY path NUL` records.
fn parse(top: &Path, records: &[u8]) -> Vec<Uncommitted> {
    let records = records.split(|&byte| byte == 0).filter(|record| record.len() > 3);
    records
        .map(|record| {
            let name = String::from_utf8_lossy(&record[3..]).into_owned();
            Uncommitted { path: top.join(name), how: how(&record[..2]) }
        })
        .collect()
}

fn how(code: &[u8]) -> &'static str {
    match code {
        b"??" => "was never committed",
        b"!!" => "is ignored by git, so no commit holds it",
        [_, b' '] => "has staged changes that are not committed",
        _ => "has changes that are not committed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_with_blanks_in_names() {
        let found = parse(Path::new("/r"), b" M a b.c\0?? new.c\0!! x/y.c\0M  s.c\0");
        let paths: Vec<_> = found.iter().map(|file| file.path.to_str().unwrap()).collect();
        assert_eq!(paths, ["/r/a b.c", "/r/new.c", "/r/x/y.c", "/r/s.c"]);
        assert_eq!(found[1].how, "was never committed");
        assert_eq!(found[3].how, "has staged changes that are not committed");
    }
}
