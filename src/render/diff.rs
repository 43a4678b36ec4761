//! Changes as a patch: unified, byte for byte, in the form that `git apply` takes.
//!
//! The text of a patch is bytes of the files and nothing else: no encoding is assumed and no line end is changed. This
//! module does not know whether the patch is right.

use std::borrow::Cow;
use std::io::{self, Write};

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

use super::plain;
use crate::edit::Change;
use crate::source::Sources;

/// Lines of unchanged text around a hunk.
const CONTEXT: usize = 3;

/// For whom a patch is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// Exact bytes.
    Programs,
    /// A terminal: nothing unsafe, with or without colours.
    Eyes { colour: bool },
}

/// A file's name, its text before (`None`: it is new), and after.
type Rewritten<'a> = (String, Option<&'a [u8]>, Vec<u8>);

/// Writes what `changes` make of the sources. No file may be in two of them. Returns whether there is anything.
pub fn write(sources: &Sources, changes: &[Change], whom: For, out: &mut dyn Write) -> io::Result<bool> {
    let mut files: Vec<Rewritten<'_>> = Vec::new();
    for change in changes {
        for (&id, edits) in &change.files {
            let file = sources.get(id);
            files.push((file.name.clone(), Some(&file.bytes), edits.apply(&file.bytes)));
        }
        for new in &change.new_files {
            files.push((new.name_in(sources), None, new.bytes.clone()));
        }
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files.retain(|(_, old, new)| *old != Some(new.as_slice()));
    let mut paint = Paint { whom, out };
    for (name, old, new) in &files {
        one_file(name, *old, new, &mut paint)?;
    }
    Ok(!files.is_empty())
}

/// Writes the patch from one text of a file to another.
pub fn two(name: &str, old: &[u8], new: &[u8], whom: For, out: &mut dyn Write) -> io::Result<()> {
    one_file(name, Some(old), new, &mut Paint { whom, out })
}

/// The patch of one file. `old` is `None` when it is new.
fn one_file(name: &str, old: Option<&[u8]>, new: &[u8], paint: &mut Paint<'_>) -> io::Result<()> {
    let name = name.trim_start_matches('/');
    let (before, after) = (quoted("a/", name), quoted("b/", name));
    paint.line(Part::Head, format!("diff --git {before} {after}\n").as_bytes())?;
    let old_lines = lines(old.unwrap_or_default());
    let new_lines = lines(new);
    if old.is_none() {
        paint.line(Part::Head, b"new file mode 100644\n")?;
    }
    let ops = capture_diff_slices(Algorithm::Histogram, &old_lines, &new_lines);
    let hunks = group_diff_ops(ops, CONTEXT);
    if hunks.is_empty() {
        return Ok(());
    }
    let before = if old.is_some() { Cow::Owned(ended(&before)) } else { Cow::Borrowed("/dev/null") };
    paint.line(Part::Head, format!("--- {before}\n").as_bytes())?;
    paint.line(Part::Head, format!("+++ {}\n", ended(&after)).as_bytes())?;
    hunks.iter().try_for_each(|hunk| one_hunk(hunk, &old_lines, &new_lines, paint))
}

fn one_hunk(ops: &[DiffOp], old: &[&[u8]], new: &[&[u8]], paint: &mut Paint<'_>) -> io::Result<()> {
    let (Some(first), Some(last)) = (ops.first(), ops.last()) else { return Ok(()) };
    let before = range(first.old_range().start..last.old_range().end);
    let after = range(first.new_range().start..last.new_range().end);
    paint.line(Part::Hunk, format!("@@ -{before} +{after} @@\n").as_bytes())?;
    for op in ops {
        if op.tag() == DiffTag::Equal {
            old[op.old_range()].iter().try_for_each(|line| paint.text(Part::Context, line))?;
        } else {
            old[op.old_range()].iter().try_for_each(|line| paint.text(Part::Removed, line))?;
            new[op.new_range()].iter().try_for_each(|line| paint.text(Part::Added, line))?;
        }
    }
    Ok(())
}

/// `start,length` as patches count: from one, and an empty range by the line before it.
fn range(lines: std::ops::Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        length => format!("{},{length}", lines.start + 1),
    }
}

/// Each line with its end. Only a line feed ends one.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|&byte| byte == b'\n').collect()
}

/// A name as git writes it: in quotes, with escapes, when it has a byte that could be misread.
fn quoted(prefix: &str, name: &str) -> String {
    let plain = |byte: u8| byte != b'"' && byte != b'\\' && (b' '..0x7f).contains(&byte);
    if name.bytes().all(plain) {
        return format!("{prefix}{name}");
    }
    let mut result = format!("\"{prefix}");
    for byte in name.bytes() {
        match byte {
            b'"' | b'\\' => result.extend(['\\', char::from(byte)]),
            b'\t' => result.push_str("\\t"),
            b'\n' => result.push_str("\\n"),
            b'\r' => result.push_str("\\r"),
            byte if plain(byte) => result.push(char::from(byte)),
            byte => result.push_str(&format!("\\{byte:03o}")),
        }
    }
    result.push('"');
    result
}

/// A tab tells where a name with blanks ends, as git and GNU diff do it.
fn ended(name: &str) -> String {
    if name.contains(' ') && !name.starts_with('"') { format!("{name}\t") } else { name.to_owned() }
}

/// What a line of a patch is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Hunk,
    Context,
    Removed,
    Added,
    /// The remark that the line before has no end.
    Endless,
}

impl Part {
    fn sign(self) -> &'static str {
        match self {
            Part::Head | Part::Hunk | Part::Endless => "",
            Part::Context => " ",
            Part::Removed => "-",
            Part::Added => "+",
        }
    }

    /// As git colours it.
    fn colour(self) -> &'static str {
        match self {
            Part::Head => "\x1b[1m",
            Part::Hunk => "\x1b[36m",
            Part::Context | Part::Endless => "",
            Part::Removed => "\x1b[31m",
            Part::Added => "\x1b[32m",
        }
    }
}

struct Paint<'a> {
    whom: For,
    out: &'a mut dyn Write,
}

impl Paint<'_> {
    /// A line of a file, which may lack its end.
    fn text(&mut self, part: Part, line: &[u8]) -> io::Result<()> {
        if line.ends_with(b"\n") {
            return self.line(part, line);
        }
        self.line(part, &[line, b"\n"].concat())?;
        self.line(Part::Endless, b"\\ No newline at end of file\n")
    }

    /// A whole line.
    fn line(&mut self, part: Part, line: &[u8]) -> io::Result<()> {
        let For::Eyes { colour } = self.whom else {
            self.out.write_all(part.sign().as_bytes())?;
            return self.out.write_all(line);
        };
        let shown = plain::bytes(line);
        let (on, off) =
            if colour && !part.colour().is_empty() { (part.colour(), "\x1b[0m") } else { ("", "") };
        writeln!(self.out, "{on}{}{}{off}", part.sign(), shown.trim_end_matches('\n'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Edit, EditSet, NewFile};
    use crate::source::{FileId, Span};

    fn patch(name: &str, text: &str, edits: &[(usize, usize, &str)], whom: For) -> String {
        let sources = Sources::new([(name.to_owned(), text.as_bytes().to_vec())]);
        let edit = |&(start, end, text): &(usize, usize, &str)| Edit {
            span: Span::new(FileId(0), start, end),
            text: text.into(),
            author: "test",
            order: 0,
        };
        let set = EditSet::new(edits.iter().map(edit).collect(), text.len()).unwrap();
        let change = Change { files: [(FileId(0), set)].into(), ..Change::default() };
        let mut out = Vec::new();
        write(&sources, &[change], whom, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_patch_in_gits_form() {
        let text = patch("d/a.c", "1\n2\n3\n4\n5\n6", &[(4, 5, "three"), (10, 11, "six")], For::Programs);
        assert_eq!(
            text,
            "diff --git a/d/a.c b/d/a.c\n--- a/d/a.c\n+++ b/d/a.c\n@@ -1,6 +1,6 @@\n 1\n 2\n-3\n+three\n 4\n 5\n-6\n\
             \\ No newline at end of file\n+six\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn a_source_line_like_the_remark_keeps_its_sign() {
        let text = patch("a.c", "\\ No newline at end of file\nx\n", &[(28, 29, "y")], For::Programs);
        assert!(text.contains("\n \\ No newline at end of file\n-x\n+y\n"), "{text}");
    }

    #[test]
    fn an_edit_that_changes_nothing_gives_no_patch() {
        assert_eq!(patch("a.c", "1\n", &[(0, 1, "1")], For::Programs), "");
    }

    #[test]
    fn eyes_see_nothing_unsafe() {
        let text = patch("a.c", "\x1b[2J\r\n", &[(0, 0, "x")], For::Eyes { colour: false });
        assert!(text.ends_with("-\\u{1b}[2J\n+x\\u{1b}[2J\n"), "{text}");
        let text = patch("a.c", "a\n", &[(0, 1, "b")], For::Eyes { colour: true });
        assert!(text.contains("\x1b[32m+b\x1b[0m\n"), "{text}");
    }

    #[test]
    fn odd_names_are_quoted() {
        assert_eq!(quoted("a/", "x y.c"), "a/x y.c");
        assert_eq!(ended("a/x y.c"), "a/x y.c\t");
        assert_eq!(quoted("a/", "\u{e9}\"\t.c"), "\"a/\\303\\251\\\"\\t.c\"");
    }

    #[test]
    fn a_new_file_comes_from_nothing() {
        let sources = Sources::new([("d/a.c".to_owned(), b"x".to_vec())]);
        let new = |bytes: &[u8]| NewFile { beside: FileId(0), name: "b.h".into(), bytes: bytes.to_vec() };
        let mut out = Vec::new();
        let change = Change { new_files: vec![new(b"int x;\n")], ..Change::default() };
        assert!(write(&sources, &[change], For::Programs, &mut out).unwrap());
        let expected = "diff --git a/d/b.h b/d/b.h\nnew file mode 100644\n--- /dev/null\n+++ b/d/b.h\n@@ -0,0 +1 @@\n+int x;\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
