//! Statements that go, with the lines and blank lines they leave behind.

use crate::edit::Edit;
use crate::source::{SourceFile, Span};
use crate::syntax::evaluate::Life;

use super::Emitter;

/// Statements that go together: their lines, and the statements themselves.
struct Region {
    span: Span,
    statements: Vec<Span>,
    author: &'static str,
}

impl Emitter<'_> {
    /// Notes that a statement goes.
    pub(super) fn drop_statement(&mut self, span: Span, author: &'static str) {
        if !self.drops.iter().any(|(known, _)| known.contains(span)) {
            self.drops.push((span, author));
        }
    }

    /// Makes the edits for all statements that go: neighbours together, so that no double blank line stays.
    pub(super) fn dropped(&mut self) {
        self.removed_declarators();
        let mut statements = std::mem::take(&mut self.drops);
        statements.sort();
        let mut regions: Vec<Region> = Vec::new();
        for (statement, author) in statements {
            let span = self.whole_lines(statement);
            match regions.last_mut() {
                Some(last) if last.span.file == span.file && self.only_blank_between(last.span, span) => {
                    last.span = last.span.to(span);
                    last.statements.push(statement);
                }
                _ => regions.push(Region { span, statements: vec![statement], author }),
            }
        }
        for region in regions {
            self.drop_region(region);
        }
    }

    /// What was to change inside a statement goes with it; what is put before or behind one stays.
    fn drop_region(&mut self, Region { span, statements, author }: Region) {
        let span = self.with_empty_group(span);
        let kept = self.kept_lines(span, &statements);
        let span = if kept.is_empty() { self.with_blank_line(span) } else { span };
        let is_inside = |edit: &Edit| match edit.span.is_empty() {
            true => span.holds_inside(edit.span),
            false => span.contains(edit.span),
        };
        self.edits.retain(|edit| !is_inside(edit));
        self.edits.push(Edit { span, text: kept, author, order: 0 });
    }

    /// The lines that other steps put between the statements of a region, or right before or behind one.
    fn kept_lines(&self, region: Span, statements: &[Span]) -> Vec<u8> {
        let newline = self.style(region.file).newline.as_bytes();
        let stays = |edit: &&Edit| {
            edit.span.is_empty()
                && region.holds_inside(edit.span)
                && !statements.iter().any(|statement| statement.holds_inside(edit.span))
        };
        let mut kept: Vec<&Edit> = self.edits.iter().filter(stays).collect();
        kept.sort_by_key(|edit| (edit.span.start, edit.order));
        let lines = kept.into_iter().map(|edit| {
            // What is put behind a statement starts with the end of its line.
            let text = edit.text.strip_prefix(newline).unwrap_or(&edit.text);
            let text = text.strip_suffix(newline).unwrap_or(text);
            [text, newline].concat()
        });
        lines.collect::<Vec<_>>().concat()
    }

    /// The whole lines of a statement when nothing else stands on them; else the statement alone.
    fn whole_lines(&self, span: Span) -> Span {
        let file = self.sources.get(span.file);
        let first = file.line_at(span.start);
        let last = file.line_at(span.end.saturating_sub(1));
        let end = self.end_with_comment(span);
        let before = &file.bytes[first.start as usize..span.start as usize];
        let behind = &file.bytes[end.start as usize..last.end as usize];
        let alone = before.iter().chain(behind).all(u8::is_ascii_whitespace);
        if alone { Span { start: first.start, end: last.end, ..span } } else { span }
    }

    fn only_blank_between(&self, a: Span, b: Span) -> bool {
        let file = self.sources.get(a.file);
        let between = &file.bytes[a.end.min(b.start) as usize..b.start as usize];
        let is_line = |span: Span| file.line_at(span.start).start == span.start;
        is_line(a) && is_line(b) && between.iter().all(u8::is_ascii_whitespace)
    }

    /// When the lines are all that a branch of an `#if` holds, and its other branches are dead, the whole group.
    fn with_empty_group(&self, region: Span) -> Span {
        let Some(facts) = self.project.files.iter().find(|facts| facts.file == region.file) else {
            return region;
        };
        let file = self.sources.get(region.file);
        let around = facts.branches.iter().filter(|branch| branch.content.contains(region));
        let Some(branch) = around.min_by_key(|branch| branch.content.len()) else { return region };
        let rest = [(branch.content.start, region.start), (region.end, branch.content.end)];
        let empty = rest.iter().all(|&(start, end)| {
            file.bytes[start as usize..end as usize].iter().all(u8::is_ascii_whitespace)
        });
        let group: Vec<_> = facts.branches.iter().filter(|other| other.group == branch.group).collect();
        let others_dead = group.iter().all(|other| other.id == branch.id || other.life == Life::Never);
        if !(empty && others_dead) {
            return region;
        }
        let start = group.iter().map(|branch| branch.directive.start).min().unwrap_or(region.start);
        let end = group.iter().map(|branch| branch.content.end).max().unwrap_or(region.end);
        // The last branch ends where the `#endif` line starts.
        Span { start: file.line_at(start).start, end: file.line_at(end).end, ..region }
    }

    /// The region with the blank lines behind it when there is one before it, too, or an opening brace.
    fn with_blank_line(&self, region: Span) -> Span {
        let file = self.sources.get(region.file);
        if file.line_at(region.start).start != region.start {
            return region;
        }
        let opens = line_before(file, region).is_none_or(|line| {
            let text = file.slice(line).trim_ascii();
            text.is_empty() || text.ends_with(b"{")
        });
        let mut end = region.end;
        while opens && (end as usize) < file.bytes.len() {
            let line = file.line_at(end);
            if !file.slice(line).trim_ascii().is_empty() {
                break;
            }
            end = line.end;
        }
        Span { end, ..region }
    }
}

fn line_before(file: &SourceFile, span: Span) -> Option<Span> {
    (span.start > 0).then(|| file.line_at(span.start - 1))
}
