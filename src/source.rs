//! Source text: bytes, and places in them.
//!
//! A [`Span`] is the only way to point at code. It is a byte range of the *original* file, never of a mask.
//! This module does not know what the bytes mean, and it does not read files.

use std::fmt;
use std::sync::OnceLock;

/// The largest file that is looked at, in bytes (promise P12). A larger one is skipped with a message.
pub const MAX_FILE_BYTES: usize = 8 << 20;

/// One file of a run. The number is its place in the sorted list of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A byte range `start..end` of the original text of one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        debug_assert!(start <= end && end <= u32::MAX as usize);
        Span { file, start: start as u32, end: end as u32 }
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `inner` lies wholly in this span.
    pub fn contains(self, inner: Span) -> bool {
        self.file == inner.file && self.start <= inner.start && inner.end <= self.end
    }

    /// Whether the place where `inner` starts lies in this span, and at neither end.
    pub fn holds_inside(self, inner: Span) -> bool {
        self.file == inner.file && self.start < inner.start && inner.start < self.end
    }

    /// Whether the two have a byte in common.
    pub fn overlaps(self, other: Span) -> bool {
        self.file == other.file && self.start < other.end && other.start < self.end
    }

    /// The smallest span over both. Both must be of one file.
    pub fn to(self, other: Span) -> Span {
        debug_assert_eq!(self.file, other.file);
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span where this one starts.
    pub fn before(self) -> Span {
        Span { end: self.start, ..self }
    }

    /// The empty span where this one ends.
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..{}", self.file.0, self.start, self.end)
    }
}

/// A line and a column, both counted from one; the column counts bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// One file's name and bytes. Encoding is of no interest: C tokens are ASCII, the rest is carried as it is.
pub struct SourceFile {
    pub id: FileId,
    /// The name as it is shown to people: as the user wrote it, with `/` between its parts.
    pub name: String,
    pub bytes: Vec<u8>,
    lines: OnceLock<Vec<u32>>,
}

impl SourceFile {
    pub fn new(id: FileId, name: impl Into<String>, bytes: Vec<u8>) -> SourceFile {
        SourceFile { id, name: name.into(), bytes, lines: OnceLock::new() }
    }

    /// The span over the whole file.
    pub fn span(&self) -> Span {
        Span::new(self.id, 0, self.bytes.len())
    }

    pub fn slice(&self, span: Span) -> &[u8] {
        debug_assert_eq!(span.file, self.id);
        &self.bytes[span.range()]
    }

    /// The text of a span. Bytes that are not UTF-8 read as U+FFFD: good for names and messages, never for edits.
    pub fn text(&self, span: Span) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.slice(span))
    }

    /// Whether the file's name says that it is C++.
    pub fn is_cplusplus(&self) -> bool {
        let ending = self.name.rsplit('.').next().unwrap_or("");
        ["cpp", "cc", "cxx", "C", "hpp", "hh", "hxx"].contains(&ending)
    }

    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let newlines = memchr::memchr_iter(b'\n', &self.bytes).map(|at| at as u32 + 1);
            std::iter::once(0).chain(newlines).collect()
        })
    }

    pub fn position(&self, offset: u32) -> Position {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= offset) - 1;
        Position { line: line + 1, column: (offset - starts[line]) as usize + 1 }
    }

    /// The span of a line, counted from one, with its line end. `None` past the last one.
    pub fn line(&self, line: usize) -> Option<Span> {
        let start = *self.line_starts().get(line.checked_sub(1)?)?;
        Some(self.line_at(start))
    }

    /// The span of the line that holds `offset`, with its line end.
    pub fn line_at(&self, offset: u32) -> Span {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= offset) - 1;
        let end = starts.get(line + 1).map_or(self.bytes.len(), |&next| next as usize);
        Span::new(self.id, starts[line] as usize, end)
    }
}

impl fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.bytes.len())
    }
}

/// All files of a run, in order; indexed by [`FileId`].
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Takes files by name and bytes; their ids follow the order given.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Sources {
        let files = files.into_iter().enumerate();
        Sources {
            files: files.map(|(i, (name, bytes))| SourceFile::new(FileId(i as u32), name, bytes)).collect(),
        }
    }

    pub fn iter(&self) -> std::slice::Iter<'_, SourceFile> {
        self.files.iter()
    }

    pub fn as_slice(&self) -> &[SourceFile] {
        &self.files
    }

    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    pub fn text(&self, span: Span) -> std::borrow::Cow<'_, str> {
        self.get(span.file).text(span)
    }

    pub fn slice(&self, span: Span) -> &[u8] {
        self.get(span.file).slice(span)
    }

    /// `name:line:column` of a span's start, for messages.
    pub fn place(&self, span: Span) -> String {
        let file = self.get(span.file);
        let at = file.position(span.start);
        format!("{}:{}:{}", file.name, at.line, at.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_from_one_and_lines_keep_their_ends() {
        let file = SourceFile::new(FileId(0), "a.c", b"ab\r\ncd".to_vec());
        assert_eq!(file.position(0), Position { line: 1, column: 1 });
        assert_eq!(file.position(4), Position { line: 2, column: 1 });
        assert_eq!(file.position(6), Position { line: 2, column: 3 });
        assert_eq!(file.slice(file.line_at(1)), b"ab\r\n");
        assert_eq!(file.slice(file.line_at(5)), b"cd");
    }
}
