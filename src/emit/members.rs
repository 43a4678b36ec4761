//! The table of members that a type needs for its offsets, and the words in it.

use crate::capi::version::Version;
use crate::facts::FileFacts;
use crate::plan::{Draft, Members, Offset};
use crate::source::FileId;

use super::Emitter;
use super::printer::{Printer, folded};

impl Emitter<'_> {
    /// The table of members, when the type needs one that it has not: returns how the slot names it.
    pub(super) fn members(&mut self, printer: &mut Printer, draft: &Draft) -> Option<String> {
        let Members { table, written, rows, is_own } = &draft.members;
        if rows.is_empty() {
            return written.map(|span| self.text(span));
        }
        let file = self.project.type_def(draft.ty).span.file;
        let rows: Vec<String> =
            rows.iter().map(|(name, offset)| self.member_row(file, name, offset)).collect();
        if let (Some(table), true) = (table, is_own) {
            self.add_rows(*table, &rows);
            return written.map(|span| self.text(span));
        }
        let name = format!("{}_members", self.project.type_def(draft.ty).name.text);
        printer.line(format!("static PyMemberDef {name}[] = {{"));
        printer.indent();
        for row in rows {
            printer.line(format!("{row},"));
        }
        printer.line("{NULL, 0, 0, 0, NULL},");
        printer.dedent();
        printer.line("};");
        printer.blank();
        Some(name)
    }

    fn member_row(&self, file: FileId, name: &str, offset: &Offset) -> String {
        let (ty, flag) = self.member_words(file);
        let offset = match offset {
            Offset::Written(span) => folded(&self.text(*span)),
            Offset::OfClass => "offsetof(PyTypeObject, tp_vectorcall)".to_owned(),
        };
        format!("{{\"{name}\", {ty}, {offset}, {flag}, NULL}}")
    }

    /// Adds rows before the sentinel of a table.
    fn add_rows(&mut self, table: crate::link::TableId, rows: &[String]) {
        let table = self.project.table(table);
        let Some(sentinel) = table.rows.iter().rev().find(|row| row.is_sentinel()) else { return };
        let lines: Vec<String> = rows.iter().map(|row| format!("{row},")).collect();
        self.insert_before(sentinel.span, &lines, "field-offset", 0);
    }
    /// The type and flag of a special member, as the file's includes allow them.
    pub(super) fn member_words(&self, file: FileId) -> (&'static str, &'static str) {
        match self.has_old_words(file) || self.settings.target.lowest < Version::of(12) {
            true => ("T_PYSSIZET", "READONLY"),
            false => ("Py_T_PYSSIZET", "Py_READONLY"),
        }
    }

    /// Whether a file includes structmember.h, by itself or by way of a header of the project.
    fn has_old_words(&self, file: FileId) -> bool {
        let includes =
            |facts: &FileFacts| facts.includes.iter().any(|one| one.path.ends_with("structmember.h"));
        let index = self.project.index_of(file);
        index.is_some_and(|index| {
            self.project.with_included(index).iter().any(|&at| includes(&self.project.files[at]))
        })
    }
}
