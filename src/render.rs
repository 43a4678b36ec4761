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

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{Outcome, RuleInfo, Safety, TypeReport, Verdict};
use crate::source::{FileId, Sources};

pub use summary::{statistics, trace};

/// The rule name of the finding that a type can be migrated.
pub const STATIC_TYPE: &str = "static-type";

const BROKEN_LAW: &str = "broken-law";

/// What this module itself says, for `explain`.
pub const NOTICES: &[RuleInfo] = &[
    RuleInfo {
        name: STATIC_TYPE,
        summary: "a static type that can become a heap type",
        prose: "The type is defined as a static `PyTypeObject`. All that it needs to become a heap type in module state is\n\
                understood: `--diff` shows the change, `--write` makes it. Where Python code could tell the difference,\n\
                each difference is named (`D-...`).\n\
                \n\
                What interpreters of one process share through a static type: its reference count, `tp_dict`,\n\
                `tp_subclasses`, `tp_weaklist`, its bases and MRO, and the static variables that its functions use, which are\n\
                named. Since 3.12, CPython keeps `tp_dict`, `tp_subclasses` and `tp_weaklist` apart for each interpreter, but for\n\
                its own builtin types only.\n\
                \n\
                Where no variable is named and Python code cannot derive from the type, little is gained as long as one\n\
                interpreter uses the module: a look-up of the module state is paid for in every function that names the type\n\
                (PEP 687). The report counts such types; `--type` chooses the others.\n\
                \n\
                What Python code sees of every heap type: bit 9 of `__flags__`, `__module__` in `__dict__`, an empty\n\
                `__annotations__`, `sys.getsizeof` and `gc.is_tracked` of the type, and a new type in each module object.",
    },
    RuleInfo {
        name: BROKEN_LAW,
        summary: "a result is not as it must be: a bug of ours",
        prose: "Each change is read back before it is shown or written, and held against laws: nothing outside the edits\n\
                changed, every field is found again, no use of a name is left behind, a second run changes nothing. A\n\
                change that breaks one is withheld, and the exit status is 5. Please report it.",
    },
];

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

static NOTHING: BTreeSet<FileId> = BTreeSet::new();

/// All that is needed to write a report.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    pub sources: &'a Sources,
    pub outcome: &'a Outcome,
    /// The files that were written: of what they hold is spoken as done.
    pub written: &'a BTreeSet<FileId>,
    pub colour: bool,
    /// Whether to say what is only worth knowing, in the formats for people. Beside a patch it only repeats the patch.
    pub notes: bool,
    /// Whether the counts follow, in the formats for people.
    pub ledger: bool,
}

impl<'a> Report<'a> {
    /// A report with everything in it, of a run that wrote nothing.
    pub fn new(sources: &'a Sources, outcome: &'a Outcome) -> Report<'a> {
        Report { sources, outcome, written: &NOTHING, colour: false, notes: true, ledger: true }
    }

    /// Whether a type's file was written.
    fn is_done(&self, ty: &TypeReport) -> bool {
        self.written.contains(&ty.span.file)
    }

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

    /// [`Report::findings`] that people want to see.
    fn told(&self) -> Vec<Diagnostic> {
        let mut findings = self.findings();
        findings.retain(|finding| self.notes || finding.severity > Severity::Note);
        findings
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
        let does = if self.is_done(ty) { "is now" } else { "can become" };
        let message = format!("`{}` {does} a heap type", ty.name);
        let found = Diagnostic::new(severity, STATIC_TYPE, message).subject(&ty.name).at(ty.span, named(ty));
        let drifts: Vec<String> =
            ty.drifts.iter().map(|drift| format!("{} ({})", drift.text, drift.id)).collect();
        let mut told = Vec::new();
        if !ty.shared.variables.is_empty() && !self.is_done(ty) {
            told.push(format!("interpreters share {} through it", ty.shared.variables.join(", ")));
        }
        if !drifts.is_empty() {
            told.push(format!("Python code can see that {}", drifts.join("; ")));
        }
        Some(if told.is_empty() { found } else { found.why(told.join("; ")) })
    }
}

fn named(ty: &TypeReport) -> String {
    ty.python_name.as_ref().map_or_else(String::new, |name| format!("`{name}` in Python"))
}

fn broken_law(law: &crate::report::BrokenLaw) -> Diagnostic {
    let message = format!("the change to `{}` broke the law `{}`, and is withheld", law.group, law.law);
    let said = Diagnostic::new(Severity::Error, BROKEN_LAW, message)
        .why(format!("{}; this is a bug of migrate-types, not of your code", law.detail))
        .help("please report it with the file, or the part of it that defines the type");
    match law.span {
        Some(span) => said.at(span, ""),
        None => said,
    }
}
