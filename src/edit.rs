//! Edits: byte ranges to replace, each with its author.
//!
//! Edits of one file are sorted, disjoint and in bounds, or an error that names both authors. This module does
//! not know why an edit is made.

use std::collections::BTreeMap;
use std::fmt;

use crate::source::{FileId, Sources, Span};

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

    /// Where a byte of the edited text comes from: its place in the original, or the edit that wrote it.
    pub fn origin(&self, at: u32) -> Result<u32, Span> {
        // How far the text behind the edits seen so far has moved.
        let mut moved = 0i64;
        for edit in &self.edits {
            let start = i64::from(edit.span.start) + moved;
            if i64::from(at) < start {
                break;
            }
            if i64::from(at) < start + edit.text.len() as i64 {
                return Err(edit.span);
            }
            moved += edit.text.len() as i64 - i64::from(edit.span.end - edit.span.start);
        }
        Ok((i64::from(at) - moved) as u32)
    }

    /// Puts more into the edited text: at each place in it, in order, what is given there.
    pub fn then_insert(
        mut self,
        file: FileId,
        insertions: &[(u32, String)],
        author: &'static str,
    ) -> EditSet {
        let mut added = Vec::new();
        // From behind, so that the places before stay what they are.
        for (at, text) in insertions.iter().rev() {
            match self.origin(*at) {
                Ok(start) => {
                    let span = Span { file, start, end: start };
                    added.push(Edit { span, text: text.clone().into_bytes(), author, order: i16::MAX });
                }
                Err(span) => self.insert_into_text(span, *at, text),
            }
        }
        added.reverse();
        self.edits.extend(added);
        self.edits.sort_by_key(|edit| (edit.span.start, edit.span.end, edit.order));
        self
    }

    /// Puts text into what an edit writes, at a place of the edited text.
    fn insert_into_text(&mut self, span: Span, at: u32, text: &str) {
        let mut moved = 0i64;
        for edit in &mut self.edits {
            let start = i64::from(edit.span.start) + moved;
            let within = i64::from(at) - start;
            if edit.span == span && (0..edit.text.len() as i64).contains(&within) {
                let within = within as usize;
                edit.text.splice(within..within, text.bytes());
                return;
            }
            moved += edit.text.len() as i64 - i64::from(edit.span.end - edit.span.start);
        }
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

impl NewFile {
    /// Its name as it is shown: in the folder of the file it stands beside.
    pub fn name_in(&self, sources: &Sources) -> String {
        let beside = &sources.get(self.beside).name;
        let folder = beside.rfind('/').map_or("", |at| &beside[..=at]);
        format!("{folder}{}", self.name)
    }
}

/// All that belongs together: applied whole or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// What it is about, for messages: the module's name.
    pub group: String,
    /// The module's place in the project: another may have the same name. Of joined changes, that of the first.
    pub module: usize,
    pub files: BTreeMap<FileId, EditSet>,
    pub new_files: Vec<NewFile>,
}

impl Change {
    pub fn is_empty(&self) -> bool {
        self.new_files.is_empty() && self.files.values().all(EditSet::is_empty)
    }
}

/// Joins changes that touch a file in common, so that in the result each file is in one change only: what is applied
/// whole then never depends on another change. Keeps the order of their first files.
pub fn join_overlapping(changes: Vec<Change>) -> Result<Vec<Change>, Conflict> {
    let mut joined: Vec<Change> = Vec::new();
    for mut change in changes {
        while let Some(at) = joined.iter().position(|other| other.shares_a_file(&change)) {
            change = joined.remove(at).join(change)?;
        }
        joined.push(change);
    }
    joined.sort_by_key(|change| change.files.keys().next().copied());
    Ok(joined)
}

impl Change {
    fn shares_a_file(&self, other: &Change) -> bool {
        self.files.keys().any(|id| other.files.contains_key(id))
    }

    fn join(mut self, other: Change) -> Result<Change, Conflict> {
        self.group = format!("{}, {}", self.group, other.group);
        self.new_files.extend(other.new_files);
        for (id, theirs) in other.files {
            let ours = self.files.remove(&id).unwrap_or_default();
            let all = ours.edits.into_iter().chain(theirs.edits).collect();
            self.files.insert(id, EditSet::new(all, usize::MAX)?);
        }
        Ok(self)
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
    fn each_byte_of_the_result_comes_from_somewhere() {
        let edits = vec![edit(1, 3, "XYZ", "a"), edit(4, 4, "+", "b"), edit(5, 6, "", "c")];
        let set = EditSet::new(edits.clone(), 8).unwrap();
        assert_eq!(set.apply(b"abcdefgh"), b"aXYZd+egh");
        let from: Vec<_> = (0..9).map(|at| set.origin(at)).collect();
        let [xyz, plus] = [Err(edits[0].span), Err(edits[1].span)];
        assert_eq!(from, [Ok(0), xyz, xyz, xyz, Ok(3), plus, Ok(4), Ok(6), Ok(7)]);
    }

    #[test]
    fn more_is_put_into_what_is_written_and_what_is_kept() {
        let set = EditSet::new(vec![edit(1, 3, "XYZ", "a"), edit(4, 4, "+", "b")], 8).unwrap();
        assert_eq!(set.apply(b"abcdefgh"), b"aXYZd+efgh");
        let more = [(0, "<"), (2, "("), (3, ")"), (5, "~"), (6, "!"), (10, ">")];
        let more = more.map(|(at, text)| (at, text.to_owned()));
        let set = set.then_insert(FileId(0), &more, "c");
        assert_eq!(set.apply(b"abcdefgh"), b"<aX(Y)Zd~+!efgh>");
    }

    #[test]
    fn overlapping_edits_name_both_authors() {
        let conflict = EditSet::new(vec![edit(0, 3, "", "a"), edit(2, 4, "", "b")], 6).unwrap_err();
        assert_eq!(conflict.authors, ["a", "b"]);
    }

    #[test]
    fn a_new_file_is_named_beside_its_neighbour() {
        let sources = Sources::new([("src/a.c".to_owned(), vec![]), ("b.c".to_owned(), vec![])]);
        let name =
            |beside| NewFile { beside: FileId(beside), name: "n.h".into(), bytes: vec![] }.name_in(&sources);
        assert_eq!((name(0).as_str(), name(1).as_str()), ("src/n.h", "n.h"));
    }

    #[test]
    fn changes_that_share_a_file_become_one() {
        let change = |group: &str, files: &[(u32, usize)]| Change {
            group: group.to_owned(),
            module: 0,
            files: files
                .iter()
                .map(|&(id, at)| (FileId(id), EditSet::new(vec![edit(at, at + 1, "", "r")], 9).unwrap()))
                .collect(),
            new_files: vec![],
        };
        let all = vec![
            change("a", &[(0, 0)]),
            change("b", &[(1, 0)]),
            change("c", &[(0, 2), (1, 2)]),
            change("d", &[(2, 0)]),
        ];
        let joined = join_overlapping(all).unwrap();
        let groups: Vec<_> = joined.iter().map(|change| change.group.as_str()).collect();
        assert_eq!(groups, ["b, a, c", "d"]);
        assert_eq!(joined[0].files[&FileId(0)].iter().count(), 2);
        assert!(
            join_overlapping(vec![change("a", &[(0, 0)]), change("b", &[(0, 0)])]).is_ok(),
            "equal edits are one"
        );
    }

    #[test]
    fn an_edit_past_the_end_is_an_error() {
        assert!(EditSet::new(vec![edit(5, 9, "", "a")], 6).is_err());
    }
}
