//! After the analysis: report, show, write, or take snapshots.

use std::collections::BTreeSet;
use std::path::Path;

use super::args::{Check, Colour};
use super::check::in_words;
use super::console::Console;
use super::{Exit, snapshots};
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk::{self, Inputs, Permission, WriteError};
use crate::edit::Change;
use crate::render::diff::{self, For};
use crate::render::{self, Report};
use crate::report::Outcome;
use crate::source::FileId;

/// A run after its analysis.
pub struct Job<'a> {
    pub args: &'a Check,
    pub console: &'a Console,
    pub inputs: &'a Inputs,
    pub outcome: Outcome,
    /// The files that hold their new text.
    pub written: BTreeSet<FileId>,
}

impl Job<'_> {
    /// Does what the flags ask for, and says how the run ended.
    pub fn finish(mut self) -> Result<Exit, String> {
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
                self.report(To::Out)?;
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
        self.report(To::Err)?;
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
                self.written = changes.iter().flat_map(|change| change.files.keys().copied()).collect();
                self.report(To::Out)?;
                Ok(self.left(changes.len() < self.outcome.changes.len()))
            }
            Err(WriteError::Refused(reasons)) => self.give_up(reasons, Exit::Refused),
            Err(WriteError::Failed(reason)) => self.give_up(vec![*reason], Exit::Trouble),
        }
    }

    /// Tells why nothing was written. People get only that; a program gets its whole report.
    fn give_up(&mut self, reasons: Vec<Diagnostic>, exit: Exit) -> Result<Exit, String> {
        if !self.args.output_format.is_for_people() {
            // They have no place in a file, and so come first.
            self.outcome.diagnostics.splice(0..0, reasons);
            self.report(To::Out)?;
            return Ok(exit);
        }
        let outcome = Outcome { diagnostics: reasons, ..Outcome::default() };
        let colour = self.console.colours_err();
        let report = Report { colour, ledger: false, ..Report::new(&self.inputs.sources, &outcome) };
        let mut text = Vec::new();
        report.write(self.args.output_format, &mut text).map_err(|error| error.to_string())?;
        self.console.err(&text);
        Ok(exit)
    }

    /// The result of standard input goes to standard output, changed or not.
    fn write_stdin(&mut self) -> Result<Exit, String> {
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
            self.written.insert(file.id);
        }
        self.report(To::Err)?;
        // An editor must not take an empty result for the new text.
        Ok(if self.written.is_empty() { Exit::Trouble } else { self.left(false) })
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
        self.report(To::Out)?;
        Ok(self.left(compared.pending > 0))
    }

    /// Writes the report to its file, or to a stream.
    fn report(&self, to: To) -> Result<(), String> {
        let Check { output_format, output_file, statistics, color, .. } = self.args;
        let console = self.console;
        let colour = match (output_file, to) {
            (Some(_), _) => matches!(color, Some(Colour::Always)),
            (None, To::Out) => console.colours_out(),
            (None, To::Err) => console.colours_err(),
        };
        let report = Report {
            written: &self.written,
            colour,
            notes: to == To::Out || output_file.is_some(),
            ledger: !console.quiet,
            ..Report::new(&self.inputs.sources, &self.outcome)
        };
        let mut text = Vec::new();
        let result = match *statistics && output_format.is_for_people() {
            true => render::statistics(&report, &mut text),
            false => report.write(*output_format, &mut text),
        };
        result.map_err(|error| error.to_string())?;
        match (output_file, to) {
            (Some(path), _) => disk::write_output(path, &text).map_err(|problem| in_words(&problem))?,
            (None, To::Out) => console.out(&text)?,
            (None, To::Err) => console.err(&text),
        }
        Ok(())
    }
}

/// Where a report goes when no file was named: standard output, or where that holds the result, standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    Out,
    Err,
}
