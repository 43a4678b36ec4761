//! Builds the program that embeds an interpreter, where there is a library to link it to.
//!
//! Does not run it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::plain;
use crate::verify::error::Error;
use crate::verify::process::{self, Call};
use crate::verify::pythons::Python;
use crate::verify::scratch::{self, Key};

const SOURCE: &str = include_str!("../probes/mt_embed.c");

/// The program, in `cache` or in `scratch`; `None` when the interpreter has no library, or does not link.
pub fn program(
    python: &Python,
    cache: Option<&Path>,
    scratch_folder: &Path,
) -> Result<Option<PathBuf>, Error> {
    let Some(library) = &python.libpython else { return Ok(None) };
    let key = Key::default().with("embed 1").with(SOURCE).with(python.identity()).hex();
    let folder = cache.unwrap_or(scratch_folder).join("embed").join(key);
    let (program, failed) = (folder.join("embed"), folder.join("failed"));
    if scratch::is_file(&program) || scratch::is_file(&failed) {
        return Ok(Some(program).filter(|program| scratch::is_file(program)));
    }
    let Ok(compiler) = plain::compiler(python, false) else { return Ok(None) };
    let work = scratch_folder.join("embed-work");
    let (source, made) = (work.join("embed.c"), work.join("embed"));
    scratch::write(&source, SOURCE.as_bytes()).map_err(Error::io(&source))?;
    let includes = python.include_dirs.iter().map(|folder| format!("-I{}", folder.display()));
    let call = Call::new(&compiler[0], &work, Duration::from_secs(120))
        .args(&compiler[1..])
        .arg("-g1")
        .args(includes)
        .arg(&source)
        .arg("-o")
        .arg(&made)
        // Extension modules find the interpreter's functions in the program.
        .arg("-Wl,--export-dynamic")
        .arg(library.folder.join(&library.name))
        .arg(format!("-Wl,-rpath,{}", library.folder.display()))
        .args(python.link_flags.split_whitespace().map(str::to_owned));
    let done =
        process::run(&call).map_err(|error| Error::NotStarted { program: call.program.clone(), error })?;
    if !done.ok() {
        // Asked for once only.
        scratch::publish(&failed, done.telling_lines().as_bytes()).map_err(Error::io(&failed))?;
        return Ok(None);
    }
    scratch::adopt(&made, &program).map_err(Error::io(&program))?;
    Ok(Some(program))
}
