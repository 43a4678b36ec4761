//! The front end on small pieces of C, each with the reading it must get.

mod fragments;
mod hostile;

use crate::source::{FileId, SourceFile};

use super::dump::dump_ast;
use super::grammar::Grammar;

pub(super) fn file(text: &str) -> SourceFile {
    SourceFile::new(FileId(0), "test.c", text.into())
}

/// The dump of all items, without the lines that tell where an item stands.
pub(super) fn read(text: &str) -> String {
    let dump = dump_ast(&file(text), Grammar::builtin());
    dump.lines().filter(|line| !line.starts_with("== ")).map(|line| format!("{line}\n")).collect()
}

/// The dump of the statements of a function with this body.
pub(super) fn body(statements: &str) -> String {
    let dump = read(&format!("static int f(void)\n{{\n{statements}\n}}\n"));
    let lines = dump.lines().filter(|line| !line.starts_with("static function"));
    lines.map(|line| format!("{}\n", line.strip_prefix("  ").unwrap_or(line))).collect()
}

/// The dump of a struct with these fields.
pub(super) fn fields(fields: &str) -> String {
    let dump = read(&format!("struct s {{\n{fields}\n}};\n"));
    dump.lines().skip(2).map(|line| format!("{}\n", line.trim_start_matches("    "))).collect()
}

/// The dump of a list with these entries.
pub(super) fn list(entries: &str) -> String {
    let dump = read(&format!("T x = {{\n{entries}\n}};\n"));
    dump.lines().skip(1).map(|line| line.trim_start_matches("  T x = ").to_string()).collect()
}
