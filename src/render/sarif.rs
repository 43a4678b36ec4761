//! SARIF 2.1.0, for code scanning.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::{Report, json};
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::source::SourceFile;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Value; 1],
}

pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.findings();
    let rules: BTreeSet<&str> = findings.iter().map(|finding| finding.rule).collect();
    let rules: Vec<Value> = rules.iter().map(|rule| json!({ "id": rule })).collect();
    let results: Vec<Value> = findings.iter().map(|finding| result(report, finding)).collect();
    let driver = json!({ "name": "migrate-types", "version": env!("CARGO_PKG_VERSION"), "rules": rules });
    let run = json!({
        "tool": { "driver": driver },
        "columnKind": "unicodeCodePoints",
        "results": results,
    });
    json::print(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] }, out)
}

fn result(report: &Report<'_>, finding: &Diagnostic) -> Value {
    let level = match finding.severity {
        Severity::Note => "note",
        Severity::Warning | Severity::Refusal => "warning",
        Severity::Error => "error",
    };
    let parts = [Some(&finding.message), finding.why.as_ref(), finding.help.as_ref()];
    let text: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let mut locations =
        finding.labels.iter().map(|label| location(report.sources.get(label.span.file), label));
    let main: Vec<Value> = locations.next().into_iter().collect();
    let related: Vec<Value> = locations.collect();
    json!({
        "ruleId": finding.rule,
        "level": level,
        "message": { "text": text.join("\n") },
        "locations": main,
        "relatedLocations": related,
    })
}

fn location(file: &SourceFile, label: &Label) -> Value {
    let (start, end) = (file.position(label.span.start), file.position(label.span.end));
    json!({
        "message": { "text": label.text },
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&file.name) },
            "region": {
                "startLine": start.line,
                "startColumn": letters(file, label.span.start),
                "endLine": end.line,
                "endColumn": letters(file, label.span.end),
                "byteOffset": label.span.start,
                "byteLength": label.span.len(),
            },
        },
    })
}

/// The column in letters, from one: SARIF does not count bytes. A byte that is no UTF-8 counts as a letter.
fn letters(file: &SourceFile, offset: u32) -> usize {
    let line = file.line_at(offset).start as usize;
    String::from_utf8_lossy(&file.bytes[line..offset as usize]).chars().count() + 1
}

/// A relative reference, or a `file:` address for a name that is absolute.
fn uri(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let scheme = if name.starts_with('/') { "file://" } else { "" };
    name.bytes().fold(scheme.to_owned(), |mut uri, byte| {
        match plain(byte) {
            true => uri.push(char::from(byte)),
            false => uri.push_str(&format!("%{byte:02X}")),
        }
        uri
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn names_become_addresses() {
        assert_eq!(uri("src/a b:c.c"), "src/a%20b%3Ac.c");
        assert_eq!(uri("/x/\u{e9}.c"), "file:///x/%C3%A9.c");
    }

    #[test]
    fn columns_count_letters() {
        let file = SourceFile::new(FileId(0), "a.c", "x\n\u{e9}\u{e9} int".as_bytes().to_vec());
        assert_eq!(letters(&file, 7), 4);
    }
}
