//! Lines in the body of a macro: each but the last goes on behind a backslash, in the column where the macro has them.

use std::collections::BTreeMap;

use crate::edit::Edit;
use crate::source::{FileId, Span};

use super::Emitter;

impl Emitter<'_> {
    /// Makes the edits in functions that a macro writes go on from line to line.
    pub(super) fn continued(&self, file: FileId, edits: &mut Vec<Edit>) {
        let written = self.facts(file).functions.iter().filter(|function| function.by_macro.is_some());
        for body in written.map(|function| function.span) {
            let inside = edits.iter_mut().filter(|edit| body.contains(edit.span));
            let (lines, words): (Vec<&mut Edit>, Vec<&mut Edit>) =
                inside.partition(|edit| edit.text.contains(&b'\n'));
            let mut growth: BTreeMap<Span, i64> = BTreeMap::new();
            for edit in words {
                let line = self.sources.get(file).line_at(edit.span.start);
                let length = i64::from(edit.span.end - edit.span.start);
                *growth.entry(line).or_default() += edit.text.len() as i64 - length;
            }
            lines.into_iter().for_each(|edit| self.go_on(edit));
            edits.extend(growth.into_iter().filter_map(|(line, by)| self.aligned(line, by)));
        }
    }

    /// Keeps the backslash of a line that grew in its column, where there are blanks before it.
    fn aligned(&self, line: Span, by: i64) -> Option<Edit> {
        let bytes = self.sources.slice(line);
        let mark = Some(column_of_mark(bytes)).filter(|&mark| mark > 0)?;
        let blanks = bytes[..mark].iter().rev().take_while(|byte| **byte == b' ').count();
        let gone = usize::try_from(by).unwrap_or(0).min(blanks.saturating_sub(1));
        let added = usize::try_from(-by).unwrap_or(0);
        let at = line.start as usize + mark;
        let edit = Edit {
            span: Span::new(line.file, at - gone, at),
            text: vec![b' '; added],
            author: "module-state",
            order: 0,
        };
        (blanks > 1 && by != 0).then_some(edit)
    }

    fn go_on(&self, edit: &mut Edit) {
        let source = self.sources.get(edit.span.file);
        let line = source.line_at(edit.span.start);
        let newline = self.style(edit.span.file).newline;
        let text = String::from_utf8_lossy(&edit.text).into_owned();
        let rest = &source.bytes[edit.span.end as usize..line.end.max(edit.span.end) as usize];
        let column = column_of_mark(source.slice(line));
        let goes_on = source.slice(line).trim_ascii_end().ends_with(b"\\");
        let is_at_end = edit.span.is_empty() && rest.trim_ascii() == b"\\";
        edit.text = match text.strip_prefix(newline) {
            // Lines behind the last word of a line stand before the next line.
            Some(lines) if is_at_end => {
                edit.span = Span { start: line.end, end: line.end, ..edit.span };
                lines.split(newline).map(|line| continued(line, column) + newline).collect()
            }
            _ if text.ends_with(newline) => text
                .trim_end_matches(newline)
                .split(newline)
                .map(|line| continued(line, column) + newline)
                .collect(),
            _ if goes_on => text.replace(newline, &format!(" \\{newline}")),
            // A body of one line stays one.
            _ => {
                let lines = text.split(newline).map(str::trim_start).filter(|line| !line.is_empty());
                lines.map(|line| format!(" {line}")).collect::<String>()
            }
        }
        .into_bytes();
    }
}

/// How far to the right the backslash of a line stands.
fn column_of_mark(line: &[u8]) -> usize {
    let line = line.trim_ascii_end();
    if line.ends_with(b"\\") && !line.contains(&b'\t') { line.len() - 1 } else { 0 }
}

fn continued(line: &str, column: usize) -> String {
    format!("{line:<width$}\\", width = column.max(line.len() + 1))
}
