//! Annotations on a pull request: GitHub's workflow commands, one a line.

use std::io::{self, Write};

use super::{Report, plain};
use crate::diagnostic::{Diagnostic, Severity};

pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.findings() {
        writeln!(out, "{}", command(report, &finding))?;
    }
    Ok(())
}

fn command(report: &Report<'_>, finding: &Diagnostic) -> String {
    let level = match finding.severity {
        Severity::Note => "notice",
        Severity::Warning | Severity::Refusal => "warning",
        Severity::Error => "error",
    };
    let place = finding.span().map_or_else(String::new, |span| {
        let file = report.sources.get(span.file);
        let (start, end) = (file.position(span.start), file.position(span.end));
        let name = property(&file.name);
        // Columns are only understood within one line.
        let columns = if start.line == end.line {
            format!(",col={},endColumn={}", start.column, end.column)
        } else {
            String::new()
        };
        format!("file={name},line={},endLine={}{columns},", start.line, end.line)
    });
    let parts = [Some(&finding.message), finding.why.as_ref(), finding.help.as_ref()];
    let text: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    format!("::{level} {place}title={}::{}", property(finding.rule), data(&text.join("\n")))
}

/// Escapes a message.
fn data(text: &str) -> String {
    plain::text(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property's value.
fn property(text: &str) -> String {
    data(&plain::line(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(data("50%\nline"), "50%25%0Aline");
        assert_eq!(property("a,b:c"), "a%2Cb%3Ac");
    }
}
