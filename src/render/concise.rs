//! One line a message: `file:line:column: severity[rule]: text`.

use std::io::{self, Write};

use super::{Report, plain, summary};
use crate::diagnostic::Diagnostic;

pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.told() {
        writeln!(out, "{}", line(report, &finding))?;
    }
    summary::ledger(report, out)
}

fn line(report: &Report<'_>, finding: &Diagnostic) -> String {
    let place = finding
        .span()
        .map_or_else(String::new, |span| format!("{}: ", plain::line(&report.sources.place(span))));
    let (severity, rule) = (finding.severity.word(), finding.rule);
    let why = finding.why.as_ref().map_or_else(String::new, |why| format!(": {}", plain::line(why)));
    format!("{place}{severity}[{rule}]: {}{why}", plain::line(&finding.message))
}
