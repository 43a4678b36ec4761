//! The module definition: its state, slots, and functions; and the multi-phase initialization around it.

use crate::capi::entries::MODULE_DEF;
use crate::edit::EditSet;
use crate::facts::{Cell, Row};
use crate::plan::{CellText, InitPlan, OwnGil};
use crate::source::Span;

use super::Emitter;
use super::printer::{Printer, declared, folded};

impl Emitter<'_> {
    /// Edits the definition, and prints what must stand before it.
    pub(super) fn module_definition(&mut self) {
        let home = self.definition_home();
        let mut printer = self.printer(home.file);
        self.module_functions(&mut printer);
        if let InitPlan::Split(_) = self.plan.init {
            self.slots_table(&mut printer);
            printer.blank();
        }
        let mut text = printer.text();
        match self.plan.init.expanded() {
            Some((name, cells)) => text.push_str(&self.expanded(name, cells)),
            None => text.push_str(&self.edited_definition()),
        }
        text.push_str(&self.finder_behind());
        let at = self.with_comment_above(home);
        let text = self.bytes(&text);
        self.insert(at, text, "module-state", 0);
    }

    /// The fields of the definition that change.
    fn definition_fields(&self) -> Vec<(&'static str, String)> {
        let own = self.plan.own;
        let is_split = matches!(self.plan.init, InitPlan::Split(_));
        let all = [
            ("m_size", format!("sizeof({})", self.names.state_type), !self.names.existing),
            ("m_slots", self.names.slots.clone(), is_split),
            ("m_traverse", self.names.traverse.clone(), own.traverse.is_none()),
            ("m_clear", self.names.clear.clone(), own.clear.is_none()),
            ("m_free", self.names.free.clone(), own.free.is_none()),
        ];
        all.into_iter().filter(|(.., changes)| *changes).map(|(field, value, _)| (field, value)).collect()
    }

    /// Where the definition stands at file level, or will: before the function that held it.
    pub(super) fn definition_home(&self) -> Span {
        let table = self.plan.init.definition().map(|id| self.project.table(id));
        match table.filter(|table| table.function.is_none()) {
            Some(table) => table.span,
            None => self.holder_of_definition(),
        }
    }

    /// The function that a local definition stands in, which is not always the one that makes the types: a definition
    /// names its slots, and what those name stands ahead of it.
    fn holder_of_definition(&self) -> Span {
        let local = self.plan.init.definition().map(|id| self.project.table(id).span);
        let holder = local.and_then(|local| {
            let functions = &self.facts(local.file).functions;
            functions.iter().map(|function| function.span).find(|span| span.contains(local))
        });
        holder.unwrap_or_else(|| self.function(self.plan.init.maker()).span)
    }

    pub(super) fn definition_name(&self) -> String {
        match (self.plan.init.expanded(), self.plan.init.definition()) {
            (Some((name, _)), _) => name.to_owned(),
            (None, Some(id)) => self.project.table(id).name.text.clone(),
            (None, None) => String::new(),
        }
    }

    /// Edits the definition in its place; one that is local to a function is returned as text instead, and goes.
    fn edited_definition(&mut self) -> String {
        let Some(table) = self.plan.init.definition().map(|id| self.project.table(id)) else {
            return String::new();
        };
        let Some(row) = table.only() else { return String::new() };
        let before = std::mem::take(&mut self.edits);
        self.set_fields(row, &self.definition_fields());
        let edits = std::mem::replace(&mut self.edits, before);
        if table.function.is_none() {
            self.edits.extend(edits);
            return String::new();
        }
        let file = self.sources.get(table.span.file);
        let edited =
            EditSet::new(edits, file.bytes.len()).map(|set| set.apply(&file.bytes)).unwrap_or_default();
        let growth = edited.len() - file.bytes.len();
        let text =
            String::from_utf8_lossy(&edited[table.span.start as usize..table.span.end as usize + growth])
                .into_owned();
        self.drop_statement(table.span, "module-init");
        let indent = self.indentation(table.span);
        let newline = self.style(table.span.file).newline;
        let lines = text.lines().map(|line| line.strip_prefix(&indent).unwrap_or(line));
        lines.map(|line| format!("{line}{newline}")).chain([newline.to_owned()]).collect()
    }

    /// A definition that a macro wrote until now.
    fn expanded(&self, name: &str, cells: &[CellText]) -> String {
        let mut printer = self.printer(self.definition_home().file);
        printer.line(format!("static struct PyModuleDef {name} = {{"));
        printer.indent();
        printer.line("PyModuleDef_HEAD_INIT,");
        let fields = self.definition_fields();
        for (at, field) in MODULE_DEF.iter().enumerate() {
            let new = fields.iter().find(|(known, _)| known == field).map(|(_, value)| value.clone());
            let value = new.or_else(|| cells.get(at).map(|cell| self.cell_text(cell)));
            printer.line(format!("{},", value.unwrap_or_else(|| "NULL".to_owned())));
        }
        printer.dedent();
        printer.line("};");
        printer.blank();
        printer.text()
    }

    fn cell_text(&self, cell: &CellText) -> String {
        match cell {
            CellText::Given(span) => folded(&self.text(*span)),
            CellText::Plain(text) => text.clone(),
        }
    }

    fn exec_prototype(&self, printer: &mut Printer) {
        let module = declared(printer.style, "PyObject *", &self.module_of(self.plan.init.maker()));
        printer.prototype("static int", &self.exec_name(), &module);
    }

    /// Whether a block that holds items, a namespace, ends between the definition and the exec function: declared in
    /// there, that would be another function.
    fn leaves_namespace(&self) -> bool {
        let (home, exec) = (self.definition_home(), self.function(self.plan.init.maker()).span);
        if !self.is_cplusplus() || home.file != exec.file || exec.start < home.end {
            return false;
        }
        let items = self.facts(home.file).outline.iter().map(|item| item.span);
        let between = items.filter(|item| home.end <= item.start && item.end <= exec.start);
        let mut at = home.end;
        let gaps = between.chain([exec]).map(|item| {
            let gap = self.text(Span { start: at.min(item.start), end: item.start, ..home });
            at = at.max(item.end);
            gap
        });
        gaps.collect::<Vec<_>>().iter().any(|gap| gap.contains('}'))
    }

    /// What the definition names and stands outside its namespace is declared outside, too.
    pub(super) fn exec_outside(&mut self) {
        if !matches!(self.plan.init, InitPlan::Split(_)) || !self.leaves_namespace() {
            return;
        }
        let at = self.behind_own_includes();
        let mut printer = self.printer(at.file);
        printer.blank();
        self.exec_prototype(&mut printer);
        self.insert_block(at, printer);
    }

    fn slots_table(&self, printer: &mut Printer) {
        let creator = self.plan.init.maker();
        let exec = self.exec_name();
        let home = self.definition_home();
        let function = self.function(creator);
        let is_behind = function.span.file != home.file || function.span.start >= home.start;
        if is_behind && !self.leaves_namespace() {
            self.exec_prototype(printer);
            printer.blank();
        }
        printer.line(format!("static PyModuleDef_Slot {}[] = {{", self.names.slots));
        printer.indent();
        let cast = if self.is_cplusplus() { "(void *)" } else { "" };
        printer.line(format!("{{Py_mod_exec, {cast}{exec}}},"));
        if self.plan.own_gil == OwnGil::Claimed {
            let is_old = self.settings.target.lowest < crate::capi::version::Version::of(12);
            if is_old {
                printer.line("#if PY_VERSION_HEX >= 0x030C0000");
            }
            printer.line("{Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},");
            if is_old {
                printer.line("#endif");
            }
        }
        printer.line("{0, NULL},");
        printer.dedent();
        printer.line("};");
    }

    /// Sets fields of the definition: in their cells, or behind the last one.
    fn set_fields(&mut self, row: &Row, fields: &[(&str, String)]) {
        let designated = row.cells.iter().any(|cell| cell.field.is_some());
        let mut missing: Vec<(&str, String)> = Vec::new();
        for (field, value) in fields {
            match row.cell(MODULE_DEF, field) {
                Some(cell) => self.set_cell(cell, field, value),
                None => missing.push((field, value.clone())),
            }
        }
        let Some(last) = row.cells.last().filter(|_| !missing.is_empty()) else { return };
        let texts: Vec<String> = match designated {
            true => missing.iter().map(|(field, value)| format!(".{field} = {value}")).collect(),
            false => MODULE_DEF[row.cells.len()..]
                .iter()
                .map(|field| {
                    missing
                        .iter()
                        .find(|(name, _)| name == field)
                        .map_or("NULL".to_owned(), |(_, v)| v.clone())
                })
                .collect(),
        };
        self.append_cells(last, &texts);
    }

    fn set_cell(&mut self, cell: &Cell, field: &str, value: &str) {
        self.replace(cell.value.span, value, "module-state");
        self.keep_column(cell.value.span, value.len());
        // Before 3.5 the place of m_slots was called m_reload, and comments beside it still say so.
        let file = self.sources.get(cell.span.file);
        let line = file.line_at(cell.span.end);
        let rest = &file.bytes[cell.span.end as usize..line.end as usize];
        if field == "m_slots"
            && let Some(at) = memchr::memmem::find(rest, b"m_reload")
        {
            let start = cell.span.end as usize + at;
            self.replace(Span::new(cell.span.file, start, start + 8), "m_slots", "module-state");
        }
    }

    /// Takes blanks away, or adds some, so that a comment behind a changed value stays in its column.
    fn keep_column(&mut self, value: Span, length: usize) {
        let bytes = &self.sources.get(value.file).bytes[value.end as usize..];
        let comma = usize::from(bytes.first() == Some(&b','));
        let blanks = bytes[comma..].iter().take_while(|&&byte| byte == b' ').count();
        let has_comment =
            bytes[comma + blanks..].starts_with(b"/*") || bytes[comma + blanks..].starts_with(b"//");
        if !has_comment {
            return;
        }
        let start = value.end as usize + comma;
        let wanted = (blanks + value.len()).saturating_sub(length).max(1);
        self.replace(Span::new(value.file, start, start + blanks), " ".repeat(wanted), "module-state");
    }

    /// Puts cells behind the last one, each on a line of its own where that one has one.
    fn append_cells(&mut self, last: &Cell, texts: &[String]) {
        let file = self.sources.get(last.span.file);
        let own_line = self.starts_line(last.span);
        let behind = &file.bytes[last.span.end as usize..];
        let comma =
            behind.iter().position(|byte| !byte.is_ascii_whitespace()).filter(|&at| behind[at] == b',');
        let newline = self.style(last.span.file).newline;
        let separator =
            if own_line { format!("{newline}{}", self.indentation(last.span)) } else { " ".to_owned() };
        let text: String = texts.iter().map(|text| format!("{separator}{text},")).collect();
        match comma {
            Some(at) => {
                let end = Span { end: last.span.end + at as u32 + 1, ..last.span };
                let place = if own_line { self.end_with_comment(end) } else { end.after() };
                self.insert(place, text, "module-state", 0);
            }
            None => {
                let text = format!(",{}", text.strip_suffix(',').unwrap_or(&text));
                self.insert(last.span.after(), text, "module-state", 0);
            }
        }
    }
}
