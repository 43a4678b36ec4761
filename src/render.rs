//! An outcome for eyes and for other programs.
//!
//! This module reads no file and decides nothing; it writes to whatever it is given.

mod concise;
pub mod diff;
mod github;
mod human;
mod json;
pub mod plain;
mod rdjson;
mod sarif;
pub mod snapshot;
mod summary;

use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{Outcome, RuleInfo, Safety, TypeReport, Verdict};
use crate::source::Sources;

pub use summary::{statistics, trace};

/// The rule name of the finding that a type can be migrated.
pub const STATIC_TYPE: &str = "static-type";

/// What this module itself says, for `explain`.
pub const NOTICES: &[RuleInfo] = &[RuleInfo {
    name: STATIC_TYPE,
    summary: "a static type that can become a heap type",
    prose: "The type is defined as a static `PyTypeObject`. All that it needs to become a heap type in module state is\n\
            understood: `--diff` shows the change, `--write` makes it. Where Python code could tell the difference,\n\
            each difference is named (`D-...`).",
}];

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Human,
    Concise,
    Json,
    Sarif,
    Github,
    Rdjson,
}

impl Format {
    /// Every format with its word on the command line.
    pub const WORDS: [(&str, Format); 6] = [
        ("human", Format::Human),
        ("concise", Format::Concise),
        ("json", Format::Json),
        ("sarif", Format::Sarif),
        ("github", Format::Github),
        ("rdjson", Format::Rdjson),
    ];

    pub fn word(self) -> &'static str {
        Format::WORDS.iter().find(|(_, format)| *format == self).map_or("", |(word, _)| word)
    }

    /// Whether it is meant to be read as it is, and not by a program.
    pub fn is_for_people(self) -> bool {
        matches!(self, Format::Human | Format::Concise)
    }
}

/// All that is needed to write a report.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    pub sources: &'a Sources,
    pub outcome: &'a Outcome,
    /// Whether the changes were made, so that they are spoken of as done.
    pub written: bool,
    pub colour: bool,
    /// Messages only, without the ledger at the end.
    pub quiet: bool,
}

impl Report<'_> {
    /// Writes the whole report.
    pub fn write(&self, format: Format, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Human => human::write(self, out),
            Format::Concise => concise::write(self, out),
            Format::Json => json::write(self, out),
            Format::Sarif => sarif::write(self, out),
            Format::Github => github::write(self, out),
            Format::Rdjson => rdjson::write(self, out),
        }
    }

    /// Everything that is said, in order of place: the diagnostics, and one finding for each type that can be migrated.
    fn findings(&self) -> Vec<Diagnostic> {
        let outcome = self.outcome;
        let broken = outcome.broken_laws.iter().map(broken_law);
        let migrated = outcome.types.iter().filter_map(|ty| self.finding(ty));
        let mut all: Vec<Diagnostic> =
            broken.chain(migrated).chain(outcome.diagnostics.iter().cloned()).collect();
        all.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        all
    }

    fn finding(&self, ty: &TypeReport) -> Option<Diagnostic> {
        let Verdict::Migrate(safety) = ty.verdict else { return None };
        let severity = if safety == Safety::Safe { Severity::Note } else { Severity::Warning };
        let does = if self.written { "is now" } else { "can become" };
        let message = format!("`{}` {does} a heap type", ty.name);
        let found = Diagnostic::new(severity, STATIC_TYPE, message).subject(&ty.name).at(ty.span, named(ty));
        let drifts: Vec<String> =
            ty.drifts.iter().map(|drift| format!("{} ({})", drift.text, drift.id)).collect();
        Some(if drifts.is_empty() {
            found
        } else {
            found.why(format!("Python code can see that {}", drifts.join("; ")))
        })
    }
}

fn named(ty: &TypeReport) -> String {
    ty.python_name.as_ref().map_or_else(String::new, |name| format!("`{name}` in Python"))
}

fn broken_law(law: &crate::report::BrokenLaw) -> Diagnostic {
    let message = format!("the change to `{}` broke the law `{}`, and is withheld", law.group, law.law);
    let said = Diagnostic::new(Severity::Error, "broken-law", message)
        .why(format!("{}; this is a bug of migrate-types, not of your code", law.detail))
        .help("please report it with the file, or the part of it that defines the type");
    match law.span {
        Some(span) => said.at(span, ""),
        None => said,
    }
}
