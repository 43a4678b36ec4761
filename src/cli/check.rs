//! The main command: find, read, analyse. What becomes of the outcome is [`super::job`]'s business.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args::{Analysis, Check};
use super::console::Console;
use super::job::Job;
use super::settings::{self, Resolved};
use super::{Exit, commands, progress};
use crate::config::closest;
use crate::diagnostic::Diagnostic;
use crate::disk::{self, Inputs, Search};
use crate::render;
use crate::report::Outcome;
use crate::run;

pub fn run(args: &Check, console: &Console) -> Result<Exit, String> {
    input_is_clear(args)?;
    let folder = common_folder(args)?;
    let resolved = settings::resolve(&args.analysis, &args.exclude, &folder)?;
    if args.show_settings {
        console.out(settings::show(&resolved).as_bytes())?;
        return Ok(Exit::Clean);
    }
    let inputs = match &args.stdin_filename {
        Some(name) => disk::read_stdin(name),
        None => match gather(args, &resolved, console)? {
            Ok(inputs) => inputs,
            Err(exit) => return Ok(exit),
        },
    };
    let mut outcome = analyse(&inputs, &resolved, console);
    if let Err(unknown) = known_types(&args.analysis.types, &outcome) {
        // What could not be read may be the reason.
        inputs.problems.iter().for_each(|problem| console.complain(&in_words(problem)));
        return Err(unknown);
    }
    outcome.diagnostics.extend(resolved.notes.iter().chain(&inputs.problems).cloned());
    outcome.diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    let job = Job { args, console, inputs: &inputs, outcome, written: BTreeSet::new() };
    let exit = job.finish()?;
    Ok(if args.exit_zero && exit == Exit::Findings { Exit::Clean } else { exit })
}

/// Either files, or standard input, which may be written as `-`, too.
fn input_is_clear(args: &Check) -> Result<(), String> {
    let (dashes, others): (Vec<_>, Vec<_>) = args.paths.iter().partition(|path| path.as_os_str() == "-");
    match &args.stdin_filename {
        Some(_) if !others.is_empty() => {
            Err("standard input and files cannot be read in one run; leave out the paths or --stdin-filename"
                .to_owned())
        }
        None if !dashes.is_empty() => {
            Err("`-` is standard input, which wants a name: --stdin-filename NAME".to_owned())
        }
        _ => Ok(()),
    }
}

/// The sources of one file, for `debug`.
pub fn one_file(file: &Path, analysis: &Analysis) -> Result<(Inputs, Resolved), String> {
    let folder = disk::folder_of(file).ok_or_else(|| format!("`{}` does not exist", file.display()))?;
    let resolved = settings::resolve(analysis, &[], &folder)?;
    let search = Search { paths: vec![file.to_path_buf()], ..Search::default() };
    let inputs = disk::read(disk::discover(&search)?);
    match inputs.problems.first() {
        Some(problem) => Err(in_words(problem)),
        None => Ok((inputs, resolved)),
    }
}

/// A message on one line.
pub fn in_words(problem: &Diagnostic) -> String {
    let parts = [Some(&problem.message), problem.why.as_ref(), problem.help.as_ref()];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("; ")
}

/// Where the configuration is looked for: the folder that all paths share.
fn common_folder(args: &Check) -> Result<PathBuf, String> {
    let here = || disk::working_directory().ok_or_else(|| "there is no working directory".to_owned());
    let paths = match &args.stdin_filename {
        Some(name) => vec![Path::new(name).parent().map(Path::to_path_buf).unwrap_or_default()],
        None => args.paths.clone(),
    };
    disk::common_base(&paths).map_or_else(here, Ok)
}

/// Finds and reads. The inner error is an early end that is no mistake of the user.
fn gather(args: &Check, resolved: &Resolved, console: &Console) -> Result<Result<Inputs, Exit>, String> {
    let search =
        Search { paths: args.paths.clone(), exclude: resolved.exclude.clone(), no_ignore: args.no_ignore };
    let mut found = disk::discover(&search)?;
    let interrupted = found.leftovers();
    if let Some(first) = interrupted.first() {
        if !args.write {
            let folder = first.parent().unwrap_or(Path::new("/")).display();
            return Err(format!(
                "a run is writing in `{folder}`, or was cut off while it wrote, so some files may be new and some old; \
                 wait until it has ended, or run `migrate-types recover` there"
            ));
        }
        for journal in &interrupted {
            match disk::recover(&disk::Disk, journal) {
                Ok(restored) => console.err(format!("{}\n", commands::told(journal, restored)).as_bytes()),
                Err(problem) => {
                    console.complain(&in_words(&problem));
                    return Ok(Err(Exit::Refused));
                }
            }
        }
        found = disk::discover(&search)?;
    }
    if args.show_files {
        let names: String =
            found.files.iter().map(|file| format!("{}\n", render::plain::line(&file.name))).collect();
        console.out(names.as_bytes())?;
        found.problems.iter().for_each(|problem| console.complain(&in_words(problem)));
        return Ok(Err(if found.problems.is_empty() { Exit::Clean } else { Exit::Trouble }));
    }
    Ok(Ok(disk::read(found)))
}

fn analyse(inputs: &Inputs, resolved: &Resolved, console: &Console) -> Outcome {
    let count = inputs.sources.as_slice().len();
    let what = if count == 1 { "looking at 1 file".to_owned() } else { format!("looking at {count} files") };
    progress::during(&what, console.quiet, || run::analyse(&inputs.sources, &resolved.options))
}

/// A type that was asked for must exist.
pub fn known_types(wanted: &[String], outcome: &Outcome) -> Result<(), String> {
    for name in wanted {
        if !outcome.types.iter().any(|ty| ty.name == *name) {
            let hint = closest(name, outcome.types.iter().map(|ty| ty.name.as_str()));
            let hint = hint.map_or_else(String::new, |found| format!("; did you mean `{found}`?"));
            return Err(format!("no static type is named `{name}`{hint}"));
        }
    }
    Ok(())
}
