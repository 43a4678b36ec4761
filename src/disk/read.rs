//! Files to sources.
//!
//! A file that cannot be read, is too large, or is no text is told of and left out; the others go on. This module
//! does not know which file matters.

use std::path::Path;

use super::discover::{Found, FoundFile};
use super::files;
use super::notices::{READ_BINARY, READ_FAILED, READ_LARGE, failure, notice};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, MAX_FILE_BYTES, Sources};

/// The sources of a run, with where they came from.
#[derive(Debug, Default)]
pub struct Inputs {
    pub sources: Sources,
    /// By [`FileId`].
    files: Vec<FoundFile>,
    /// What could not be read, and why.
    pub problems: Vec<Diagnostic>,
}

impl Inputs {
    /// Where a source was read from.
    pub fn file(&self, id: FileId) -> &FoundFile {
        &self.files[id.0 as usize]
    }
}

/// Reads what a search found.
pub fn read(found: Found) -> Inputs {
    let mut problems = found.problems;
    let mut files = Vec::with_capacity(found.files.len());
    let mut texts = Vec::with_capacity(found.files.len());
    for file in found.files {
        match read_one(&file) {
            Ok(bytes) => {
                texts.push((file.name.clone(), bytes));
                files.push(file);
            }
            Err(problem) => problems.push(*problem),
        }
    }
    Inputs { sources: Sources::new(texts), files, problems }
}

fn read_one(file: &FoundFile) -> Result<Vec<u8>, Box<Diagnostic>> {
    let bytes = files::read_at_most(&file.path, MAX_FILE_BYTES)
        .map_err(|error| failure(READ_FAILED, "read", Path::new(&file.name), &error))?;
    fit(&file.name, bytes)
}

/// Reads standard input under a name. There is no file behind it.
pub fn read_stdin(name: &str) -> Inputs {
    let bytes = files::take(std::io::stdin().lock(), MAX_FILE_BYTES)
        .map_err(|error| Box::new(failure(READ_FAILED, "read", Path::new("standard input"), &error)));
    match bytes.and_then(|bytes| fit(name, bytes)) {
        Ok(bytes) => Inputs { sources: Sources::new([(name.to_owned(), bytes)]), ..Inputs::default() },
        Err(problem) => Inputs { problems: vec![*problem], ..Inputs::default() },
    }
}

/// The bytes, when they can be C source.
fn fit(name: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Box<Diagnostic>> {
    let left_alone = |rule, why: &str| {
        Err(Box::new(notice(Severity::Refusal, rule, format!("`{name}` was left alone")).why(why)))
    };
    if bytes.len() > MAX_FILE_BYTES {
        left_alone(READ_LARGE, "it is larger than 8 MiB, as only generated tables are")
    } else if is_utf16(&bytes) {
        left_alone(READ_BINARY, "it is UTF-16, which no C compiler reads")
    } else if is_binary(&bytes) {
        left_alone(READ_BINARY, "it is a binary file: too many of its bytes are control characters")
    } else {
        Ok(bytes)
    }
}

fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF")
}

/// A source may hold a stray NUL or form feed; a file with more than one control character in sixteen bytes is none.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1 << 16)];
    let odd = head.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    odd >= 4 && odd * 16 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_control_characters_make_no_binary_file() {
        assert!(!is_binary(b""));
        assert!(!is_binary(b"int a; /* \0 */\r\n\x0c int b;\n"));
        assert!(is_binary(b"\x7fELF\x02\x01\x01\0\0\0\0\0"));
        let noise: Vec<u8> = (0..20_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert!(is_binary(&noise));
        let latin1: Vec<u8> = b"/* \xe9\xe8\xfc */ int x;\n".repeat(50);
        assert!(!is_binary(&latin1));
    }

    #[test]
    fn what_does_not_fit_is_told_of_by_name() {
        let problem = fit("a.c", vec![b' '; MAX_FILE_BYTES + 1]).unwrap_err();
        assert_eq!((problem.rule, problem.severity), (READ_LARGE, Severity::Refusal));
        assert_eq!(problem.message, "`a.c` was left alone");
        assert!(fit("a.c", vec![b' '; MAX_FILE_BYTES]).is_ok());
        assert_eq!(fit("a.c", b"\xff\xfei\0n\0".to_vec()).unwrap_err().rule, READ_BINARY);
    }
}
