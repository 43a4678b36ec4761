//! What this module may say, each with the prose that `explain` prints.
//!
//! The names are used by `disk` only; rules that look at C have their own.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Severity};
use crate::report::RuleInfo;

macro_rules! notices {
    ($($constant:ident $name:literal $summary:literal $prose:literal)*) => {
        $(pub const $constant: &str = $name;)*
        /// Every message that is about files and not about C, by name.
        pub const NOTICES: &[RuleInfo] = &[
            $(RuleInfo { name: $name, summary: $summary, prose: $prose },)*
        ];
    };
}

notices! {
    READ_BINARY "read-binary" "a file is not text"
        "More than one byte in sixteen is a control character, so the file is no C source, whatever its name says. It is\n\
         left alone. A single NUL byte or a few control characters in a source file are fine."
    READ_FAILED "read-failed" "a file or folder cannot be read"
        "The system refused to open or read it. Everything else is still looked at, and the exit status is 2."
    READ_LARGE "read-large" "a file is larger than 8 MiB"
        "Such files are generated tables; looking at them would cost more memory than the promise allows. It is left alone."
    READ_LINK "read-link" "a link leads out of the project"
        "Links are followed inside the tree that a run is about: the repository, or the folder that was named. What\n\
         lies outside is not looked at unless it is named on the command line."
    READ_MISSING "read-missing" "a path does not exist"
        "Nothing has this name, or it is a link to nothing. Everything else is still looked at, and the exit status is 2."
    READ_NAME "read-name" "a file's name is not UTF-8"
        "Reports and patches name files; this name cannot be written in them. The file is left alone."
    WRITE_BUSY "write-busy" "another run is writing here"
        "Another run of migrate-types holds the journal in a folder above one of the files. Nothing was written. Wait\n\
         until it has ended."
    WRITE_CHANGED "write-changed" "a file changed since it was read"
        "What would be written was made from text that is no longer there. Nothing was written. Run again."
    WRITE_DIRTY "write-dirty" "a file has changes that are not committed"
        "If the result is not wanted, `git` could not bring the file back as it is now. Commit or stash the changes, or\n\
         pass `--allow-dirty`."
    WRITE_EXISTS "write-exists" "a file to be made exists already"
        "The change adds a file, and something has that name. Nothing was written."
    WRITE_FAILED "write-failed" "the system refused to write"
        "A full disk, a quota, a folder without write permission, and the like. Every file is as it was before, or the\n\
         message says how to get there."
    WRITE_LINKED "write-linked" "a file has more than one name"
        "Replacing a file with several hard links would silently part the names: one would show the new text, the\n\
         others the old one. Nothing was written. Copy the file over itself to part the names on purpose."
    WRITE_NO_VCS "write-no-vcs" "a file is under no version control"
        "If the result is not wanted, nothing could bring the file back. Only git work trees are recognised. Pass\n\
         `--allow-no-vcs` to write all the same."
    WRITE_OUTSIDE "write-outside" "a file lies outside the project"
        "The path leads, through a link, out of the repository or folder that was named. Name the real folder on the\n\
         command line to write there."
    WRITE_READ_ONLY "write-read-only" "a file may not be written"
        "Its mode, or the file system, does not let this user write to it. Replacing it would go around that. Nothing\n\
         was written."
    WRITE_UNFINISHED "write-unfinished" "an earlier run was cut off while it wrote"
        "Its journal is still there, so some files may be new and some old. `migrate-types recover` completes the\n\
         change, or takes it back where it had not begun; a run with `--write` does that by itself."
}

/// A message about a path.
pub(super) fn notice(severity: Severity, name: &'static str, text: String) -> Diagnostic {
    Diagnostic::new(severity, name, text)
}

/// An error of the system, with its reason.
pub(super) fn failure(name: &'static str, doing: &str, path: &Path, error: &std::io::Error) -> Diagnostic {
    notice(Severity::Error, name, format!("cannot {doing} `{}`", path.display())).why(reason(error))
}

/// The system's words, without its number.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
