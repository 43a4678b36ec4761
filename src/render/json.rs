//! The report for programs: one JSON object, stable within a `version`.
//!
//! ```text
//! {
//!   "version": 1,
//!   "types": [{
//!     "name": "deque_type",            C name
//!     "python_name": "m.deque" | null, as the source gives it
//!     "module": "m" | null,
//!     "verdict": "migrate" | "refuse" | "already-heap",
//!     "safety": "safe" | "review" | null,
//!     "shared": ["cache"],             static variables that interpreters share through the type
//!     "shared_parts": ["tp_dict"],     parts of the type object that they share
//!     "little_gained": false,          whether a heap type gains little where one interpreter uses the module
//!     "drifts": [{"id": "D-GC", "text": "..."}],
//!     "place": Place
//!   }],
//!   "diagnostics": [{
//!     "severity": "note" | "warning" | "refused" | "error",
//!     "rule": "field-new",             as `explain` knows it
//!     "id": "T-NEW-1" | "",
//!     "subject": "deque_type" | null,
//!     "message": "...", "why": "..." | null, "help": "..." | null,
//!     "places": [{"label": "...", ...Place}]      the main place first; may be empty
//!   }],
//!   "changes": [{"module": "m", "applied": false, "files": [{"file": "src/m.c", "edits": 12}], "new_files": ["src/m.h"]}],
//!   "broken_laws": [{"law": "parses", "module": "m", "detail": "...", "place": Place | null}],
//!   "ledger": {"found": 4, "migrated": 3, "refused": 1, "already_heap": 0}
//! }
//!
//! Place = {"file": "src/m.c", "start": Point, "end": Point}
//! Point = {"offset": 1234, "line": 56, "column": 7}      offset in bytes from 0; line and column from 1, column in bytes
//! ```
//!
//! Lists are in order of file and place. The text is ASCII: everything else is escaped, so it is safe to print. Keys
//! may be added within a version; none is removed or changes its meaning.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::Report;
use crate::diagnostic::Diagnostic;
use crate::edit::Change;
use crate::report::{BrokenLaw, Drift, Safety, TypeReport, Verdict};
use crate::source::{Position, Sources, Span};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    types: Vec<Type<'a>>,
    diagnostics: Vec<Message<'a>>,
    changes: Vec<Changed<'a>>,
    broken_laws: Vec<Law<'a>>,
    ledger: Counts,
}

#[derive(Serialize)]
struct Type<'a> {
    name: &'a str,
    python_name: Option<&'a str>,
    module: Option<&'a str>,
    verdict: &'static str,
    safety: Option<&'static str>,
    shared: &'a [String],
    shared_parts: &'a [&'static str],
    little_gained: bool,
    drifts: Vec<DriftEntry<'a>>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct DriftEntry<'a> {
    id: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct Message<'a> {
    severity: &'static str,
    rule: &'static str,
    id: &'static str,
    subject: Option<&'a str>,
    message: &'a str,
    why: Option<&'a str>,
    help: Option<&'a str>,
    places: Vec<Labelled<'a>>,
}

#[derive(Serialize)]
struct Labelled<'a> {
    label: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

#[derive(Serialize)]
struct Changed<'a> {
    module: &'a str,
    applied: bool,
    files: Vec<Edited<'a>>,
    new_files: Vec<String>,
}

#[derive(Serialize)]
struct Edited<'a> {
    file: &'a str,
    edits: usize,
}

#[derive(Serialize)]
struct Law<'a> {
    law: &'static str,
    module: &'a str,
    detail: &'a str,
    place: Option<Place<'a>>,
}

#[derive(Serialize)]
struct Counts {
    found: usize,
    migrated: usize,
    refused: usize,
    already_heap: usize,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    offset: u32,
    line: usize,
    column: usize,
}

pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (sources, outcome, ledger) = (report.sources, report.outcome, report.outcome.ledger);
    let document = Document {
        version: 1,
        types: outcome.types.iter().map(|ty| one_type(sources, ty)).collect(),
        diagnostics: outcome.diagnostics.iter().map(|said| message(sources, said)).collect(),
        changes: outcome.changes.iter().map(|change| changed(report, change)).collect(),
        broken_laws: outcome.broken_laws.iter().map(|law| broken(sources, law)).collect(),
        ledger: Counts {
            found: ledger.found,
            migrated: ledger.migrated,
            refused: ledger.refused,
            already_heap: ledger.already_heap,
        },
    };
    print(&document, out)
}

/// Prints any value as ASCII, with a line end.
pub(super) fn print(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Ascii(PrettyFormatter::new())))?;
    writeln!(out)
}

fn one_type<'a>(sources: &'a Sources, ty: &'a TypeReport) -> Type<'a> {
    let (verdict, safety) = match ty.verdict {
        Verdict::Migrate(Safety::Safe) => ("migrate", Some("safe")),
        Verdict::Migrate(Safety::Review) => ("migrate", Some("review")),
        Verdict::Refuse => ("refuse", None),
        Verdict::AlreadyHeap => ("already-heap", None),
    };
    Type {
        name: &ty.name,
        python_name: ty.python_name.as_deref(),
        module: ty.module.as_deref(),
        verdict,
        safety,
        shared: &ty.shared.variables,
        shared_parts: &ty.shared.parts,
        little_gained: ty.shared.is_little(),
        drifts: ty.drifts.iter().map(|Drift { id, text }| DriftEntry { id, text }).collect(),
        place: place(sources, ty.span),
    }
}

fn message<'a>(sources: &'a Sources, said: &'a Diagnostic) -> Message<'a> {
    let places =
        said.labels.iter().map(|label| Labelled { label: &label.text, place: place(sources, label.span) });
    Message {
        severity: said.severity.word(),
        rule: said.rule,
        id: said.id,
        subject: said.subject.as_deref(),
        message: &said.message,
        why: said.why.as_deref(),
        help: said.help.as_deref(),
        places: places.collect(),
    }
}

fn changed<'a>(report: &Report<'a>, change: &'a Change) -> Changed<'a> {
    let sources = report.sources;
    let edited = change
        .files
        .iter()
        .map(|(&id, edits)| Edited { file: &sources.get(id).name, edits: edits.iter().count() });
    let new = change.new_files.iter().map(|file| file.name_in(sources));
    Changed {
        module: &change.group,
        applied: change.files.keys().all(|id| report.written.contains(id)),
        files: edited.collect(),
        new_files: new.collect(),
    }
}

fn broken<'a>(sources: &'a Sources, law: &'a BrokenLaw) -> Law<'a> {
    let place = law.span.map(|span| place(sources, span));
    Law { law: law.law, module: &law.group, detail: &law.detail, place }
}

fn place(sources: &Sources, span: Span) -> Place<'_> {
    let file = sources.get(span.file);
    let point = |offset| {
        let Position { line, column } = file.position(offset);
        Point { offset, line, column }
    };
    Place { file: &file.name, start: point(span.start), end: point(span.end) }
}

/// Escapes all that is not ASCII.
struct Ascii<'a>(PrettyFormatter<'a>);

impl Formatter for Ascii<'_> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for letter in fragment.chars() {
            if letter.is_ascii() && letter != '\x7f' {
                writer.write_all(&[letter as u8])?;
            } else {
                letter
                    .encode_utf16(&mut [0; 2])
                    .iter()
                    .try_for_each(|unit| write!(writer, "\\u{unit:04x}"))?;
            }
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}
