//! The example of a rule: the part of a case's patch that the rule made, or the line it refuses with what it says.
//!
//! Does not choose the rule's words; it only shows what the tool does.

use std::ops::Range;

use migrate_types::edit::Edit;
use migrate_types::render::diff;
use migrate_types::source::FileId;

use super::Case;
use super::judged::Judged;

/// Longer than this, an example shows no more.
const MOST_LINES: usize = 90;

/// The example of a rule, from the first case of its family, in Markdown. `None` when it has no case.
pub fn of_rule(rule: &str, cases: &[(Case, Judged)]) -> Option<String> {
    let family = rule.replace('-', "_");
    let own: Vec<_> = cases.iter().filter(|(case, _)| case.family == family).collect();
    let refused = || own.iter().find_map(|(case, judged)| refusal(rule, case, judged));
    own.iter().find_map(|(case, judged)| patch(rule, case, judged)).or_else(refused)
}

/// The hunks in which the rule's edits lie. Rules about fields leave their mark in the type's definition.
fn patch(rule: &str, case: &Case, judged: &Judged) -> Option<String> {
    let mut text = Vec::new();
    diff::write(&judged.sources, &judged.outcome.changes, diff::For::Eyes { colour: false }, &mut text)
        .ok()?;
    let text = String::from_utf8(text).ok()?;
    let author = if rule.starts_with("field-") { "field-slot" } else { rule };
    let lines = edited_lines(author, judged);
    let hunks: Vec<&str> = text.split("\n@@ ").skip(1).collect();
    let shown = hunks
        .into_iter()
        .filter(|hunk| old_range(hunk).is_some_and(|range| lines.iter().any(|line| range.contains(line))));
    let shown: Vec<String> = shown.map(|hunk| format!("@@ {}", hunk.trim_end())).collect();
    let shown = shown.join("\n");
    let lines = shown.lines().count();
    let cut: Vec<&str> = shown.lines().take(MOST_LINES).collect();
    let rest =
        if lines > cut.len() { format!("\n… {} lines more", lines - cut.len()) } else { String::new() };
    (lines > 0)
        .then(|| format!("From the case `{}`:\n\n```diff\n{}{rest}\n```\n", case.title(), cut.join("\n")))
}

/// The lines of the first file in which an author's edits begin and end.
fn edited_lines(author: &str, judged: &Judged) -> Vec<usize> {
    let file = judged.sources.get(FileId(0));
    let of_author = |edit: &&Edit| edit.author == author;
    let edits = judged.outcome.changes.iter().filter_map(|change| change.files.get(&FileId(0)));
    let spans = edits.flat_map(|edits| edits.iter().filter(of_author).map(|edit| edit.span));
    spans
        .flat_map(|span| [span.start, span.end.max(span.start + 1) - 1])
        .map(|at| file.position(at).line)
        .collect()
}

/// The lines of the old file that a hunk shows: `-12,5 +12,9 @@`.
fn old_range(hunk: &str) -> Option<Range<usize>> {
    let (old, _) = hunk.strip_prefix('-')?.split_once(' ')?;
    let (start, length) = old.split_once(',').unwrap_or((old, "1"));
    let (start, length): (usize, usize) = (start.parse().ok()?, length.parse().ok()?);
    Some(start..start + length)
}

/// The line that the rule points at, with the one before and the one after, and the message.
fn refusal(rule: &str, case: &Case, judged: &Judged) -> Option<String> {
    let said = judged.outcome.diagnostics.iter().find(|said| said.rule == rule)?;
    let span = said.span()?;
    let file = judged.sources.get(span.file);
    let line = file.position(span.start).line;
    let lines = (line.saturating_sub(1).max(1)..=line + 1).filter_map(|number| file.line(number));
    let text: Vec<String> = lines.map(|span| without_mark(&file.text(span))).collect();
    let id = if said.id.is_empty() { String::new() } else { format!(" ({})", said.id) };
    let why = said.why.as_ref().map_or_else(String::new, |why| format!("; {why}"));
    let help = said.help.as_ref().map_or_else(String::new, |help| format!(". The way out: {help}"));
    let shown = text.join("\n");
    let title = case.title();
    Some(format!(
        "From the case `{title}`:\n\n```c\n{shown}\n```\n\nIt says{id}: {}{why}{help}\n",
        said.message
    ))
}

fn without_mark(line: &str) -> String {
    line.split("// want ").next().unwrap_or(line).trim_end().to_owned()
}
