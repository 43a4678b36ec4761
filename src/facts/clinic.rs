//! What Argument Clinic was told in a file, and what it wrote there.
//!
//! A block is three comments around two texts: the input, the output that follows it, and a line with the checksums of
//! both. Clinic writes the output anew whenever it runs, and refuses to when the output is not the one it wrote
//! (`Tools/clinic/clinic.py` of CPython 3.9 to 3.13: `parse_clinic_block`, `print_block`). This module does not know
//! which declarations stand in a block.

use sha1::{Digest, Sha1};

use crate::source::{SourceFile, Span};

const END: &[u8] = b" end generated code: ";

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClinicBlock {
    /// The lines between the first two comments.
    pub input: Span,
    /// The lines that Clinic wrote.
    pub output: Span,
    /// The checksums of output and input, in hexadecimal digits; `None` where they are not written as expected.
    pub sums: Option<(Span, Span)>,
    /// Whether the checksums are those of the texts.
    pub is_fresh: bool,
}

/// The first digits of the SHA-1 of a text, as Clinic writes them. It reads files with `\n` at the end of each line.
pub fn checksum(text: &[u8]) -> String {
    let lines: Vec<u8> = text.iter().copied().filter(|byte| *byte != b'\r').collect();
    Sha1::digest(&lines).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The blocks of a file, in order. One without an end has not been given to Clinic yet, and is none.
pub fn read(file: &SourceFile) -> Vec<ClinicBlock> {
    if memchr::memmem::find(&file.bytes, END).is_none() {
        return Vec::new();
    }
    let mut blocks = Vec::new();
    let mut open: Option<Open> = None;
    for line in lines(file) {
        let text = file.slice(line).trim_ascii();
        if let Some(name) = between(text, b"/*[", b" input]") {
            open = Some(Open { name: name.to_vec(), start: line.end, stop: None });
        } else if let Some(block) = &mut open {
            if block.stop.is_none() && between(text, b"[", b" start generated code]*/") == Some(&block.name) {
                block.stop = Some(line);
            } else if let (Some(stop), Some(rest)) = (block.stop, text.strip_prefix(b"/*[".as_slice()))
                && let Some(rest) = rest.strip_prefix(block.name.as_slice())
                && let Some(arguments) = rest.strip_prefix(END)
            {
                let input = Span { start: block.start, end: stop.start, ..line };
                let output = Span { start: stop.end, end: line.start, ..line };
                let sums = sums(file, line, arguments);
                let is_fresh = sums.is_some_and(|(of_output, of_input)| {
                    let holds =
                        |sum: Span, text: Span| file.slice(sum) == checksum(file.slice(text)).as_bytes();
                    holds(of_output, output) && holds(of_input, input)
                });
                blocks.push(ClinicBlock { input, output, sums, is_fresh });
                open = None;
            }
        }
    }
    blocks
}

/// A block whose end was not met yet.
struct Open {
    /// `clinic` or `python`.
    name: Vec<u8>,
    start: u32,
    stop: Option<Span>,
}

/// Each line, with its line end.
fn lines(file: &SourceFile) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let line = ((at as usize) < file.bytes.len()).then(|| file.line_at(at))?;
        at = line.end;
        Some(line)
    })
}

fn between<'a>(text: &'a [u8], before: &[u8], after: &[u8]) -> Option<&'a [u8]> {
    text.strip_prefix(before)?.strip_suffix(after)
}

/// `output=0123456789abcdef input=0123456789abcdef]*/`
fn sums(file: &SourceFile, line: Span, arguments: &[u8]) -> Option<(Span, Span)> {
    let arguments = arguments.strip_suffix(b"]*/".as_slice())?;
    let at = line.end as usize - (file.slice(line).len() - file.slice(line).trim_ascii_end().len());
    let start = at - arguments.len() - b"]*/".len();
    let middle = arguments.iter().position(|byte| *byte == b' ')?;
    let (output, input) = (b"output=".len(), b"input=".len());
    let has_words = arguments.starts_with(b"output=") && arguments[middle + 1..].starts_with(b"input=");
    let of = |from: usize, to: usize| Span::new(file.id, start + from, start + to);
    has_words.then(|| (of(output, middle), of(middle + 1 + input, arguments.len())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    const TEXT: &str = "\
/*[clinic input]
module m
[clinic start generated code]*/
/*[clinic end generated code: output=da39a3ee5e6b4b0d input=SUM]*/
int x;
/*[clinic input]
never finished
";

    fn blocks(text: &str) -> Vec<ClinicBlock> {
        read(&SourceFile::new(FileId(0), "m.c", text.as_bytes().to_vec()))
    }

    #[test]
    fn knows_whether_a_block_is_as_clinic_left_it() {
        let fresh = TEXT.replace("SUM", &checksum(b"module m\n"));
        assert!(blocks(&fresh)[0].is_fresh && blocks(&fresh).len() == 1);
        assert!(blocks(&fresh.replace('\n', "\r\n"))[0].is_fresh);
        assert!(!blocks(&fresh.replace("module m", "module n"))[0].is_fresh);
        assert!(!blocks(&fresh.replace("code]*/\n/*", "code]*/\nint y;\n/*"))[0].is_fresh);
    }

    #[test]
    fn an_empty_text_has_the_sum_that_every_source_has() {
        assert_eq!(checksum(b""), "da39a3ee5e6b4b0d");
        assert_eq!(checksum(b"preserve\n"), "a9049054013a1b77");
    }
}
