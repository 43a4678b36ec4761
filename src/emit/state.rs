//! The state struct, its accessors, and what the module does with it.

use crate::facts::{Comments, Holds};
use crate::link::{FnId, Symbol};
use crate::plan::{Duty, ExistingState, StateField, place_in};
use crate::source::Span;
use crate::syntax::preprocess::BranchId;

use super::home::Home;
use super::printer::{Printer, declared};
use super::{Emitter, order};

impl Emitter<'_> {
    /// Prints the struct and its accessors where all that needs them can see them; a struct that the source has gains
    /// the fields.
    pub(super) fn state(&mut self) {
        if let Some(existing) = self.plan.state.home.existing.clone() {
            self.extend_struct(&existing);
            self.flags_elsewhere();
            return self.beside_struct(&existing);
        }
        match self.home() {
            Home::File(at) => {
                self.flags_elsewhere();
                self.state_in_file(at);
            }
            Home::Header(name) => {
                self.state_header(name);
                self.finder_in_file();
            }
        }
    }

    /// Adds the new fields to a struct of the source.
    fn extend_struct(&mut self, existing: &ExistingState) {
        let mut printer = self.printer(existing.body.file);
        self.state_fields(&mut printer);
        let lines = printer.lines();
        match existing.last {
            Some(last) => self.insert_after(last, &lines, "module-state", 0),
            None => {
                let at = Span { start: existing.body.start + 1, ..existing.body }.before();
                let (newline, indent) = (self.style(at.file).newline, self.style(at.file).indent.clone());
                let text: String = lines.iter().map(|line| format!("{newline}{indent}{line}")).collect();
                self.insert(at, self.bytes(&text), "module-state", 0);
            }
        }
    }

    /// What is missing beside a struct of the source: accessors, and what older CPythons need.
    fn beside_struct(&mut self, existing: &ExistingState) {
        let facts = &self.project.files[existing.file];
        let record = facts.records.iter().find(|record| record.body == existing.body);
        let Some(record) = record else { return };
        let own = self.definition_file();
        let is_here = existing.file == own;
        let mut printer = self.printer(record.span.file);
        self.converter_struct(&mut printer);
        if self.names.new_getter {
            printer.blank();
            self.getter(&mut printer);
        }
        if let Some(ahead) = self.getter_ahead().filter(|_| is_here) {
            printer.blank();
            printer.line(ahead);
        }
        if self.needs_finder() {
            printer.blank();
            match is_here {
                true => self.finder(&mut printer, "static "),
                false => self.finder_prototype(&mut printer),
            }
        }
        let text = self.bytes(&printer.text());
        let at = self.sources.get(record.span.file).line_at(record.span.end.saturating_sub(1)).after();
        self.insert(at, text, "module-state", order::STATE);
        let at = self.behind_own_includes();
        let mut printer = self.printer(at.file);
        self.flags_of_later(&mut printer);
        self.support_functions(&mut printer);
        if let Some(ahead) = self.getter_ahead().filter(|_| !is_here) {
            printer.blank();
            printer.line(ahead);
        }
        if !is_here && self.needs_finder() {
            printer.blank();
            self.finder(&mut printer, "");
        }
        let text = self.bytes(&printer.text());
        if !text.is_empty() {
            self.insert(at, text, "module-state", order::STATE);
        }
    }

    fn state_in_file(&mut self, at: Span) {
        let mut printer = self.printer(at.file);
        printer.blank();
        self.flags_of_later(&mut printer);
        self.state_struct(&mut printer);
        self.converter_struct(&mut printer);
        printer.blank();
        self.getter(&mut printer);
        if self.needs_finder() {
            printer.blank();
            self.finder(&mut printer, "static ");
        }
        self.support_functions(&mut printer);
        self.insert_block(at, printer);
    }

    /// Flags that older CPythons lack, in the files that are not one unit with the module definition's.
    fn flags_elsewhere(&mut self) {
        let near = self.project.with_included(self.definition_file());
        for file in self.files_with_later_flags().difference(&near) {
            let at = self.place_behind_includes(*file);
            let mut printer = self.printer(at.file);
            printer.blank();
            self.flags_of_later(&mut printer);
            self.insert_block(at, printer);
        }
    }

    /// What the header only declares, in the file of the module definition.
    fn finder_in_file(&mut self) {
        let at = self.behind_own_includes();
        let mut printer = self.printer(at.file);
        printer.blank();
        if self.needs_finder() {
            self.finder(&mut printer, "");
        }
        self.support_functions(&mut printer);
        self.insert_block(at, printer);
    }

    pub(super) fn insert_block(&mut self, at: Span, mut printer: Printer) {
        // A blank line follows the includes already, or is wanted before code.
        let bytes = &self.sources.get(at.file).bytes[at.start as usize..];
        if !matches!(bytes.first(), None | Some(b'\n' | b'\r')) {
            printer.blank();
        }
        let text = self.bytes(&printer.text());
        self.insert(at, text, "module-state", order::STATE);
    }

    pub(super) fn state_struct(&self, printer: &mut Printer) {
        printer.line("typedef struct {");
        printer.indent();
        self.state_fields(printer);
        printer.dedent();
        printer.line(format!("}} {};", self.names.state_type));
    }

    fn state_fields(&self, printer: &mut Printer) {
        self.each_field(printer, &|printer, field| {
            let mut line = format!("{};", self.declared_field(printer, field));
            let comments = self.comments_of(field.symbol);
            if let Some(above) = comments.above {
                self.comment_lines(printer, &self.text(above));
            }
            if let Some(behind) = comments.behind {
                line = format!("{line:<35} {}", self.text(behind));
            }
            printer.line(line);
            if self.frees(field).is_some() {
                printer.line(format!("size_t {};", self.cx().length_name(field.symbol)));
            }
        });
    }

    fn declared_field(&self, printer: &Printer, field: &StateField) -> String {
        let Symbol::Global(id) = field.symbol else {
            return declared(printer.style, "PyTypeObject *", &field.name);
        };
        let global = self.project.global(id);
        let pointer = format!("{} *", global.ty.base);
        let pointer = self.cx().tag_ahead(id).map_or(pointer, |tag| format!("struct {} *", tag.name));
        match global.holds {
            Holds::Object | Holds::Instance | Holds::Itself => declared(printer.style, &pointer, &field.name),
            Holds::Objects(extent) => {
                format!("{}{}", declared(printer.style, &pointer, &field.name), self.text(extent))
            }
            Holds::Vector => declared(printer.style, &pointer, &format!("*{}", field.name)),
            Holds::Value => declared(printer.style, &global.ty.base, &field.name),
        }
    }

    /// A visit or a clear of one field, if it holds objects.
    fn handle(&self, printer: &mut Printer, call: &str, state: &str, field: &StateField) {
        if !field.is_owned {
            return;
        }
        let object = format!("{state}->{}", field.name);
        let holds = match field.symbol {
            Symbol::Type(_) => Holds::Object,
            Symbol::Global(id) => self.project.global(id).holds,
        };
        if let Some(drain) = field.drain.as_ref().filter(|_| call == "Py_CLEAR") {
            self.drain(printer, state, drain);
        }
        match holds {
            Holds::Object | Holds::Instance | Holds::Itself => printer.line(format!("{call}({object});")),
            Holds::Objects(_) => {
                let length = format!("sizeof({object}) / sizeof({object}[0])");
                let body = format!("{call}({object}[i]);");
                printer.each(&format!("size_t i = 0; i < {length}; i++"), &[&body]);
            }
            Holds::Vector => {
                let length = format!("{state}->{}", self.cx().length_name(field.symbol));
                let clauses = format!("size_t i = 0; {object} != NULL && i < {length}; i++");
                printer.each(&clauses, &[&format!("{call}({object}[i]);")]);
            }
            Holds::Value => {}
        }
    }

    /// What frees the array of a field, if it has one.
    fn frees(&self, field: &StateField) -> Option<&'static str> {
        let Symbol::Global(id) = field.symbol else { return None };
        let is_vector = self.project.global(id).holds == Holds::Vector;
        is_vector.then(|| self.cx().frees(field.symbol)).flatten()
    }

    /// The comments that move into the struct with a variable. One above a paragraph of which something stays, stays.
    pub(super) fn comments_of(&self, symbol: Symbol) -> Comments {
        let Symbol::Global(id) = symbol else { return Comments::default() };
        let global = self.project.global(id);
        let mut comments = global.comments.clone();
        if global.siblings > 1 || !self.paragraph_moves(global.span) {
            comments.above = None;
        }
        comments
    }

    /// Whether every declaration that follows without a blank line goes, too.
    pub(super) fn paragraph_moves(&self, first: Span) -> bool {
        let file = self.sources.get(first.file);
        let outline = &self.facts(first.file).outline;
        let line = |offset: u32| file.position(offset).line;
        let mut end = first.end;
        for item in outline.iter().filter(|item| item.span.start >= first.start) {
            if line(item.span.start) > line(end) + 1 {
                break;
            }
            if !self.drops.iter().any(|(dropped, _)| dropped.contains(item.span)) {
                return false;
            }
            end = item.span.end;
        }
        true
    }

    /// One line for each field of the state, under the `#if` that its type or variable stands under.
    fn each_field(&self, printer: &mut Printer, line: &dyn Fn(&mut Printer, &StateField)) {
        let mut open: Vec<BranchId> = Vec::new();
        let mut file = None;
        for field in &self.plan.state.fields {
            let own = match field.symbol {
                Symbol::Type(id) => self.project.type_def(id).span.file,
                Symbol::Global(id) => self.project.global(id).span.file,
            };
            if let Some(before) = file.filter(|&before| before != own) {
                self.switch_branches(printer, before, &mut open, &[]);
            }
            self.switch_branches(printer, own, &mut open, &field.conditions);
            file = Some(own);
            line(printer, field);
        }
        if let Some(file) = file {
            self.switch_branches(printer, file, &mut open, &[]);
        }
    }

    pub(super) fn getter(&self, printer: &mut Printer) {
        let state = format!("{} *", self.names.state_type);
        let module = declared(printer.style, "PyObject *", "module");
        let cast = declared(printer.style, &state, "").trim_end().to_owned();
        printer.function(&format!("static inline {state}"), &self.names.getter, &module);
        printer.line(format!("return ({cast})PyModule_GetState(module);"));
        printer.end();
    }

    /// The module's traverse, clear and free: those that the source has not.
    pub(super) fn module_functions(&self, printer: &mut Printer) {
        let state = format!(
            "{} = {}(module);",
            declared(printer.style, &format!("{} *", self.names.state_type), "state"),
            self.names.getter
        );
        let module = declared(printer.style, "PyObject *", "module");
        let own = self.plan.own;
        if own.traverse.is_none() {
            printer.function(
                "static int",
                &self.names.traverse,
                &format!("{module}, visitproc visit, void *arg"),
            );
            printer.line(&state);
            self.each_object(printer, "Py_VISIT", "state");
            printer.line("return 0;");
            printer.end();
            printer.blank();
        }
        if own.clear.is_none() {
            printer.function("static int", &self.names.clear, &module);
            printer.line(&state);
            self.each_object(printer, "Py_CLEAR", "state");
            printer.line("return 0;");
            printer.end();
            printer.blank();
        }
        if own.free.is_none() {
            printer.function("static void", &self.names.free, &declared(printer.style, "void *", "module"));
            let has_arrays = self.plan.state.fields.iter().any(|field| self.frees(field).is_some());
            if has_arrays {
                printer.line(state.replace("(module)", "((PyObject *)module)"));
            }
            printer.line(format!("{}((PyObject *)module);", self.clear_name()));
            if has_arrays {
                self.each_field(printer, &|printer, field| {
                    if let Some(free) = self.frees(field) {
                        printer.line(format!("{free}(state->{});", field.name));
                    }
                });
            }
            printer.end();
            printer.blank();
        }
    }

    /// One call for each object of the state, those of the source's own fields first.
    fn each_object(&self, printer: &mut Printer, call: &str, state: &str) {
        let own = self.plan.state.home.existing.iter().flat_map(|existing| &existing.objects);
        for name in own {
            printer.line(format!("{call}({state}->{name});"));
        }
        self.each_field(printer, &|printer, field| self.handle(printer, call, state, field));
    }

    pub(super) fn clear_name(&self) -> String {
        self.plan.own.clear.map_or_else(|| self.names.clear.clone(), |id| self.function(id).name.text.clone())
    }

    /// What the module's functions of the source gain: visits and clears of the new fields.
    pub(super) fn own_functions(&mut self) {
        let own = self.plan.own;
        for (id, call, duty) in
            [(own.traverse, "Py_VISIT", Duty::Visit), (own.clear, "Py_CLEAR", Duty::Clear)]
        {
            let Some(id) = id else { continue };
            let mut printer = self.printer(self.function(id).span.file);
            let state = self.state_in(id);
            self.each_field(&mut printer, &|printer, field| {
                if !self.is_handled(id, field) {
                    self.handle(printer, call, &state, field);
                }
            });
            self.in_own(id, duty, printer.lines());
        }
        // What m_free released before m_clear gives back now; a clear of the source may be called there already.
        let Some(free) = own.free else { return };
        let clear = self.clear_name();
        if self.function(free).calls.iter().all(|call| call.callee != clear) {
            let module = self.module_of(free);
            self.in_own(free, Duty::Free, vec![format!("{clear}((PyObject *){module});")]);
            self.declare_clear(free);
        }
    }

    /// A generated m_clear stands beside the definition, which may be further down than the function that calls it.
    fn declare_clear(&mut self, caller: FnId) {
        let (caller, definition) = (self.function(caller).span, self.definition_home());
        if self.plan.own.clear.is_some() || caller.file != definition.file || caller.start > definition.start
        {
            return;
        }
        let mut printer = self.printer(caller.file);
        let module = declared(printer.style, "PyObject *", "module");
        printer.prototype("static int", &self.names.clear, &module);
        printer.blank();
        let (at, text) = (self.with_comment_above(caller), self.bytes(&printer.text()));
        self.insert(at, text, "module-state", order::STATE);
    }

    /// Whether a function of the module hands the field to something already.
    fn is_handled(&self, id: FnId, field: &StateField) -> bool {
        self.function(id).mentions.iter().any(|mention| {
            let symbol = self.module.names.mentioned(&self.project.files, id, mention);
            symbol == Some(field.symbol)
        })
    }

    /// Puts lines where every way through a function of the module comes by: at its end, if that is one.
    fn in_own(&mut self, id: FnId, duty: Duty, lines: Vec<String>) {
        let Some(end) = place_in(self.function(id), duty).filter(|_| !lines.is_empty()) else { return };
        let file = self.sources.get(end.file);
        if file.bytes[end.start as usize] != b'}' {
            return self.insert_before(end, &lines, "module-state", order::AFTER);
        }
        // Before the closing brace, one level deeper than it.
        let style = self.style(end.file);
        let indent = format!("{}{}", self.indentation(end), style.indent);
        let text: String = lines
            .iter()
            .map(|line| format!("{}{}", super::placed(line, &indent, style.newline), style.newline))
            .collect();
        let at = file.line_at(end.start).before();
        self.insert(at, self.bytes(&text), "module-state", order::AFTER);
    }
}
