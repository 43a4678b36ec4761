//! Reviewdog's diagnostic format (`rdjson`), for comments on a pull request.

use std::io::{self, Write};

use serde::Serialize;

use super::{Report, json};
use crate::diagnostic::{Diagnostic, Severity};

#[derive(Serialize)]
struct Document {
    source: Source,
    diagnostics: Vec<Entry>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Entry {
    message: String,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

/// Both from one; the column counts bytes.
#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
}

pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let diagnostics = report.findings().iter().map(|finding| entry(report, finding)).collect();
    json::print(&Document { source: Source { name: "migrate-types" }, diagnostics }, out)
}

fn entry(report: &Report<'_>, finding: &Diagnostic) -> Entry {
    let parts = [Some(&finding.message), finding.why.as_ref(), finding.help.as_ref()];
    let message: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let severity = match finding.severity {
        Severity::Note => "INFO",
        Severity::Warning | Severity::Refusal => "WARNING",
        Severity::Error => "ERROR",
    };
    let location = finding.span().map(|span| {
        let file = report.sources.get(span.file);
        let point = |offset| {
            let at = file.position(offset);
            Point { line: at.line, column: at.column }
        };
        Location { path: file.name.clone(), range: Range { start: point(span.start), end: point(span.end) } }
    });
    Entry { message: message.join("\n"), severity, code: Code { value: finding.rule }, location }
}
