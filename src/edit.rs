//! Edits: byte ranges to replace, each with its author.
//!
//! Edits of one file are sorted, disjoint and in bounds, or an error that names both authors. This module does
//! not know why an edit is made.

use std::collections::BTreeMap;
use std::fmt;

use crate::source::{FileId, Span};

/// Replace the bytes of `span` by `text`. An empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: Vec<u8>,
    /// The rule that wants it, for messages about conflicts.
    pub author: &'static str,
    /// Insertions at one place are made in this order, lowest first, then in the order they were pushed.
    pub order: i16,
}

/// Two edits that want the same bytes, or an edit outside its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub span: Span,
    pub authors: [&'static str; 2],
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b] = self.authors;
        if a == b {
            write!(
                f,
                "{a} edits bytes {}..{} twice, or past the end of the file",
                self.span.start, self.span.end
            )
        } else {
            write!(f, "{a} and {b} both edit bytes {}..{}", self.span.start, self.span.end)
        }
    }
}

/// The edits of one file: sorted, disjoint, in bounds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditSet {
    edits: Vec<Edit>,
}

impl EditSet {
    /// Sorts and checks. `length` is the file's size in bytes.
    pub fn new(mut edits: Vec<Edit>, length: usize) -> Result<EditSet, Conflict> {
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end, edit.order));
        edits.dedup_by(|b, a| !a.span.is_empty() && a.span == b.span && a.text == b.text);
        for edit in &edits {
            if edit.span.end as usize > length {
                return Err(Conflict { span: edit.span, authors: [edit.author, edit.author] });
            }
        }
        for pair in edits.windows(2) {
            if pair[1].span.start < pair[0].span.end {
                return Err(Conflict { span: pair[1].span, authors: [pair[0].author, pair[1].author] });
            }
        }
        Ok(EditSet { edits })
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Edit> {
        self.edits.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The text with the edits made.
    pub fn apply(&self, original: &[u8]) -> Vec<u8> {
        let added: usize = self.edits.iter().map(|edit| edit.text.len()).sum();
        let mut result = Vec::with_capacity(original.len() + added);
        let mut at = 0;
        for edit in &self.edits {
            result.extend_from_slice(&original[at..edit.span.start as usize]);
            result.extend_from_slice(&edit.text);
            at = edit.span.end as usize;
        }
        result.extend_from_slice(&original[at..]);
        result
    }
}

/// A file that a change adds, beside an existing one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// The file next to which it is made.
    pub beside: FileId,
    /// Its name without a folder.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// All that belongs together: applied whole or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// What it is about, for messages: the module's name.
    pub group: String,
    pub files: BTreeMap<FileId, EditSet>,
    pub new_files: Vec<NewFile>,
}

impl Change {
    pub fn is_empty(&self) -> bool {
        self.new_files.is_empty() && self.files.values().all(EditSet::is_empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str, author: &'static str) -> Edit {
        Edit { span: Span::new(FileId(0), start, end), text: text.into(), author, order: 0 }
    }

    #[test]
    fn edits_are_made_in_order_of_place() {
        let set =
            EditSet::new(vec![edit(4, 5, "X", "b"), edit(0, 1, "Y", "a"), edit(2, 2, "+", "c")], 6).unwrap();
        assert_eq!(set.apply(b"abcdef"), b"Yb+cdXf");
    }

    #[test]
    fn overlapping_edits_name_both_authors() {
        let conflict = EditSet::new(vec![edit(0, 3, "", "a"), edit(2, 4, "", "b")], 6).unwrap_err();
        assert_eq!(conflict.authors, ["a", "b"]);
    }

    #[test]
    fn an_edit_past_the_end_is_an_error() {
        assert!(EditSet::new(vec![edit(5, 9, "", "a")], 6).is_err());
    }
}
