//! Comments inside replaced spans are carried over, or the loss is told.

use std::collections::BTreeMap;

use crate::edit::Change;
use crate::source::{SourceFile, Sources, Span};
use crate::syntax::lex::{TokenKind, lex};

/// The comments that the change loses: labels of fields (`/* tp_name */`), which the slots say themselves, left out.
pub fn lost(before: &Sources, change: &Change) -> Vec<Span> {
    let mut lost = Vec::new();
    let kept = texts_after(before, change);
    let mut counts: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for (&file, edits) in &change.files {
        let source = before.get(file);
        for comment in comments(source) {
            let text = words(source.slice(comment));
            let seen = counts.entry(text.clone()).or_default();
            *seen += 1;
            // What changes within a comment changes its words, as for Argument Clinic.
            let goes = |span: Span| span.overlaps(comment) && (span == comment || !comment.contains(span));
            let is_edited = edits.iter().any(|edit| goes(edit.span));
            if is_edited
                && *seen > kept.get(&text).copied().unwrap_or(0)
                && !is_label(&text)
                && !is_sentinel(&text)
            {
                lost.push(comment);
            }
        }
    }
    lost
}

fn texts_after(before: &Sources, change: &Change) -> BTreeMap<Vec<u8>, usize> {
    let mut texts: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for (&file, edits) in &change.files {
        let source = before.get(file);
        let after = SourceFile::new(file, source.name.clone(), edits.apply(&source.bytes));
        for comment in comments(&after) {
            *texts.entry(words(after.slice(comment))).or_default() += 1;
        }
    }
    texts
}

fn comments(file: &SourceFile) -> Vec<Span> {
    let tokens = lex(&file.bytes, file.is_cplusplus());
    let comments = tokens.iter().filter(|token| token.kind == TokenKind::Comment);
    comments.map(|token| Span { file: file.id, start: token.start, end: token.end }).collect()
}

/// The words of a comment, without its marks and white space.
fn words(text: &[u8]) -> Vec<u8> {
    let trimmed = text
        .strip_prefix(b"/*")
        .and_then(|rest| rest.strip_suffix(b"*/"))
        .or(text.strip_prefix(b"//"))
        .unwrap_or(text);
    let parts = trimmed.split(u8::is_ascii_whitespace).filter(|part| !part.is_empty() && *part != b"*");
    parts.collect::<Vec<_>>().join(&b' ')
}

/// `tp_name`, `nb_add`, `m_size`: a comment that only names a field.
fn is_label(words: &[u8]) -> bool {
    let text = String::from_utf8_lossy(words);
    let is_field = |word: &str| {
        let word = word.trim_matches(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        ["tp_", "nb_", "sq_", "mp_", "bf_", "am_", "m_", "ob_", "was_"]
            .iter()
            .any(|start| word.starts_with(start))
    };
    text.split(' ').next().is_some_and(is_field) && text.split(' ').count() <= 2
}

fn is_sentinel(words: &[u8]) -> bool {
    words.eq_ignore_ascii_case(b"sentinel") || words == b"methods"
}
