//! The report for people: each message with its place in the source, then the ledger.

use std::io::{self, Write};
use std::ops::Range;

use codespan_reporting::diagnostic::{
    Diagnostic as Shown, Label as ShownLabel, LabelStyle, Severity as ShownSeverity,
};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term;
use codespan_reporting::term::termcolor::{Ansi, NoColor};

use super::{Report, plain, summary};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Sources, Span};

/// Lines of a span that are shown in full, before its middle is left out.
const LINES_SHOWN: usize = 6;

pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.told();
    let shown = Excerpts::of(report.sources, &findings);
    // Letters that every terminal and locale has.
    let config = term::Config { chars: term::Chars::ascii(), ..term::Config::default() };
    for finding in &findings {
        let finding = convert(finding, report.sources);
        let mut text = Vec::new();
        let result = if report.colour {
            term::emit_to_write_style(&mut Ansi::new(&mut text), &config, &shown, &finding)
        } else {
            term::emit_to_write_style(&mut NoColor::new(&mut text), &config, &shown, &finding)
        };
        result.map_err(io::Error::other)?;
        out.write_all(&text)?;
    }
    summary::ledger(report, out)
}

fn convert(finding: &Diagnostic, sources: &Sources) -> Shown<FileId> {
    let labels = finding.labels.iter().enumerate().map(|(number, label)| {
        let style = if number == 0 { LabelStyle::Primary } else { LabelStyle::Secondary };
        let range = first_lines(sources, label.span);
        ShownLabel::new(style, label.span.file, range).with_message(plain::line(&label.text))
    });
    let notes = [("why", &finding.why), ("help", &finding.help)];
    let notes = notes
        .iter()
        .filter_map(|(word, text)| text.as_ref().map(|text| format!("{word}: {}", plain::text(text))));
    let code = if finding.id.is_empty() {
        finding.rule.to_owned()
    } else {
        format!("{} {}", finding.rule, finding.id)
    };
    Shown::new(severity(finding.severity))
        .with_code(code)
        .with_message(message(finding))
        .with_labels(labels.collect())
        .with_notes(notes.collect())
}

/// A refusal is no error of the run, and the word says what happened.
fn message(finding: &Diagnostic) -> String {
    let text = plain::line(&finding.message);
    if finding.severity == Severity::Refusal { format!("refused: {text}") } else { text.into_owned() }
}

fn severity(severity: Severity) -> ShownSeverity {
    match severity {
        Severity::Note => ShownSeverity::Note,
        Severity::Warning | Severity::Refusal => ShownSeverity::Warning,
        Severity::Error => ShownSeverity::Error,
    }
}

/// A span cut after a few lines: a type of 200 lines is named by its head.
fn first_lines(sources: &Sources, span: Span) -> Range<usize> {
    let range = span.range();
    let text = sources.slice(span);
    let end = memchr::memchr_iter(b'\n', text).nth(LINES_SHOWN - 1);
    match end {
        Some(_) => {
            let first = memchr::memchr(b'\n', text).unwrap_or(text.len());
            range.start..range.start + first
        }
        None => range,
    }
}

/// The sources as they are shown: as long as the originals, byte for byte, but safe for a terminal.
struct Excerpts<'a> {
    sources: &'a Sources,
    /// By file; empty for a file that nothing is said about.
    shown: Vec<String>,
}

impl<'a> Excerpts<'a> {
    fn of(sources: &'a Sources, findings: &[Diagnostic]) -> Excerpts<'a> {
        let mut shown = vec![String::new(); sources.as_slice().len()];
        for label in findings.iter().flat_map(|finding| &finding.labels) {
            let text = &mut shown[label.span.file.0 as usize];
            if text.is_empty() {
                *text = plain::same_length(&sources.get(label.span.file).bytes);
            }
        }
        Excerpts { sources, shown }
    }

    fn lines(&self, id: FileId) -> Range<usize> {
        let file = self.sources.get(id);
        0..file.position(file.bytes.len() as u32).line
    }
}

impl<'a> Files<'a> for Excerpts<'_> {
    type FileId = FileId;
    type Name = String;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<String, Error> {
        Ok(plain::line(&self.sources.get(id).name).into_owned())
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(&self.shown[id.0 as usize])
    }

    fn line_index(&'a self, id: FileId, byte: usize) -> Result<usize, Error> {
        let file = self.sources.get(id);
        Ok(file.position(byte.min(file.bytes.len()) as u32).line - 1)
    }

    /// Columns count bytes, here as in every other format.
    fn column_number(&'a self, id: FileId, line: usize, byte: usize) -> Result<usize, Error> {
        Ok(byte - self.line_range(id, line)?.start + 1)
    }

    fn line_range(&'a self, id: FileId, line: usize) -> Result<Range<usize>, Error> {
        let lines = self.lines(id);
        let range = self.sources.get(id).line(line + 1).map(Span::range);
        range.ok_or(Error::LineTooLarge { given: line, max: lines.end.saturating_sub(1) })
    }
}
