//! The main command: find, read, analyse; then report, show, write, or take snapshots.

use std::path::{Path, PathBuf};

use super::args::{Analysis, Check};
use super::console::Console;
use super::settings::{self, Resolved};
use super::{Exit, commands, progress, snapshots};
use crate::config::closest;
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk::{self, Inputs, Permission, Search, WriteError};
use crate::edit::{self, Change};
use crate::render::diff::{self, For};
use crate::render::{self, Report};
use crate::report::{BrokenLaw, Outcome};
use crate::run;

pub fn run(args: &Check, console: &Console) -> Result<Exit, String> {
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
    let job = Job { args, console, inputs: &inputs, outcome };
    let exit = job.finish()?;
    Ok(if args.exit_zero && exit == Exit::Findings { Exit::Clean } else { exit })
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

/// Analyses, and makes sure that no file is in two changes.
fn analyse(inputs: &Inputs, resolved: &Resolved, console: &Console) -> Outcome {
    let count = inputs.sources.as_slice().len();
    let what = format!("looking at {count} files");
    let mut outcome =
        progress::during(&what, console.quiet, || run::analyse(&inputs.sources, &resolved.options));
    match edit::join_overlapping(std::mem::take(&mut outcome.changes)) {
        Ok(changes) => outcome.changes = changes,
        Err(conflict) => outcome.broken_laws.push(BrokenLaw {
            law: "disjoint",
            group: "all modules".to_owned(),
            detail: conflict.to_string(),
            span: Some(conflict.span),
        }),
    }
    outcome
}

/// A type that was asked for must exist.
fn known_types(wanted: &[String], outcome: &Outcome) -> Result<(), String> {
    for name in wanted {
        if !outcome.types.iter().any(|ty| ty.name == *name) {
            let hint = closest(name, outcome.types.iter().map(|ty| ty.name.as_str()));
            let hint = hint.map_or_else(String::new, |found| format!("; did you mean `{found}`?"));
            return Err(format!("no static type is named `{name}`{hint}"));
        }
    }
    Ok(())
}

/// A run after its analysis.
struct Job<'a> {
    args: &'a Check,
    console: &'a Console,
    inputs: &'a Inputs,
    outcome: Outcome,
}

impl Job<'_> {
    fn finish(mut self) -> Result<Exit, String> {
        if self.args.trace {
            let mut lines = Vec::new();
            render::trace(&self.outcome, &mut lines).map_err(|error| error.to_string())?;
            self.console.err(&lines);
        }
        let exit = match (&self.args.snapshot, self.args.write) {
            (Some(folder), write) => self.take_snapshots(&folder.clone(), write)?,
            (None, true) => self.write(&self.outcome.changes.clone())?,
            (None, false) if self.args.diff => self.show_diff()?,
            (None, false) => {
                self.report(false, true)?;
                self.left(!self.outcome.changes.is_empty())
            }
        };
        Ok(exit)
    }

    /// The status when nothing went wrong on the way out.
    fn left(&self, anything: bool) -> Exit {
        let outcome = &self.outcome;
        let worst = outcome.diagnostics.iter().map(|said| said.severity).max();
        if !outcome.broken_laws.is_empty() {
            Exit::Bug
        } else if worst == Some(Severity::Error) {
            Exit::Trouble
        } else if anything || outcome.ledger.refused > 0 || worst == Some(Severity::Refusal) {
            Exit::Findings
        } else {
            Exit::Clean
        }
    }

    fn show_diff(&self) -> Result<Exit, String> {
        let console = self.console;
        let whom =
            if console.is_watched() { For::Eyes { colour: console.colours_out() } } else { For::Programs };
        let mut patch = Vec::new();
        let anything = diff::write(&self.inputs.sources, &self.outcome.changes, whom, &mut patch);
        let anything = anything.map_err(|error| error.to_string())?;
        self.report(false, false)?;
        console.out(&patch)?;
        Ok(self.left(anything))
    }

    /// Writes `changes`, which may be some of those of the run.
    fn write(&mut self, changes: &[Change]) -> Result<Exit, String> {
        if self.args.stdin_filename.is_some() {
            return self.write_stdin();
        }
        let permission = Permission { dirty: self.args.allow_dirty, no_vcs: self.args.allow_no_vcs };
        match disk::write(self.inputs, changes, permission) {
            Ok(written) => {
                self.outcome.diagnostics.extend(written.warning);
                let all = changes.len() == self.outcome.changes.len();
                self.report(all, true)?;
                Ok(self.left(!all))
            }
            Err(WriteError::Refused(reasons)) => {
                reasons.iter().for_each(|reason| self.console.complain(&in_words(reason)));
                Ok(Exit::Refused)
            }
            Err(WriteError::Failed(reason)) => {
                self.console.complain(&in_words(&reason));
                Ok(Exit::Trouble)
            }
        }
    }

    /// The result of standard input goes to standard output, changed or not.
    fn write_stdin(&self) -> Result<Exit, String> {
        if self.outcome.changes.iter().any(|change| !change.new_files.is_empty()) {
            return Err(
                "the change adds a file, which standard output cannot hold; run it on the file itself"
                    .to_owned(),
            );
        }
        for file in self.inputs.sources.iter() {
            let edits = self.outcome.changes.iter().find_map(|change| change.files.get(&file.id));
            let result = edits.map_or_else(|| file.bytes.clone(), |edits| edits.apply(&file.bytes));
            self.console.out(&result)?;
        }
        self.report(true, false)?;
        Ok(self.left(false))
    }

    fn take_snapshots(&mut self, folder: &Path, write: bool) -> Result<Exit, String> {
        let compared = snapshots::compare(folder, self.inputs, &self.outcome.changes)
            .map_err(|problem| in_words(&problem))?;
        if compared.pending > 0 && !self.console.quiet {
            let shown = folder.display();
            let text = format!(
                "{} to review: cargo insta review --workspace-root {shown}\n",
                if compared.pending == 1 {
                    "1 file".to_owned()
                } else {
                    format!("{} files", compared.pending)
                }
            );
            self.console.err(render::plain::text(&text).as_bytes());
        }
        if write {
            return self.write(&compared.accepted);
        }
        self.report(false, true)?;
        Ok(self.left(compared.pending > 0))
    }

    /// Writes the report to its file, to standard output, or where that is taken, to standard error.
    fn report(&self, written: bool, to_stdout: bool) -> Result<(), String> {
        let Check { output_format, output_file, statistics, .. } = self.args;
        let console = self.console;
        let colour = match (output_file, to_stdout) {
            (Some(_), _) => matches!(self.args.color, Some(super::args::Colour::Always)),
            (None, true) => console.colours_out(),
            (None, false) => console.colours_err(),
        };
        let report = Report {
            sources: &self.inputs.sources,
            outcome: &self.outcome,
            written,
            colour,
            quiet: console.quiet,
        };
        let mut text = Vec::new();
        let result = match (statistics, output_format.is_for_people()) {
            (true, true) => render::statistics(&report, &mut text),
            _ => report.write(*output_format, &mut text),
        };
        result.map_err(|error| error.to_string())?;
        match output_file {
            Some(path) => disk::write_output(path, &text).map_err(|problem| in_words(&problem)),
            None if to_stdout => console.out(&text),
            None => {
                console.err(&text);
                Ok(())
            }
        }
    }
}
