//! Steps inside functions: mentions, dealloc, traverse, allocation.

use crate::link::{FnId, Symbol};
use crate::plan::{Ask, Fetch, StateName, Step, StepAt};
use crate::source::Span;

use super::printer::declared;
use super::{Emitter, order};

impl Emitter<'_> {
    pub(super) fn steps(&mut self) {
        let mut done: Vec<&Step> = Vec::new();
        for StepAt { step, author } in &self.plan.steps {
            // A function that two types share asks for the same steps twice.
            if !done.contains(&step) {
                done.push(step);
                self.step(step, author);
            }
        }
    }

    fn step(&mut self, step: &Step, author: &'static str) {
        match step {
            Step::Reach { function, whole, symbol, address, member } => {
                let own = self.own_type_in(*function);
                let text = own.unwrap_or_else(|| self.reached(&self.state_in(*function), *symbol));
                self.reach(*whole, *symbol, *address, *member, text, author);
            }
            Step::ReachInMacro { whole, symbol, address, member } => {
                let text = self.reached(&self.state_in_macro(*whole), *symbol);
                self.reach(*whole, *symbol, *address, *member, text, author);
            }
            Step::ReachPasted { span } => {
                let start = Span { end: span.start, ..*span };
                self.insert(start, format!("{}->", self.state_in_macro(*span)), author, 0);
            }
            Step::UseState { function, span } => self.use_state(*function, *span, author),
            Step::UseStateInMacro { span } => self.replace(*span, self.state_in_macro(*span), author),
            Step::UseModule { function, span } => self.replace(*span, self.module_of(*function), author),
            Step::AskFor { function, symbol, ask } => self.ask_for(*function, *symbol, *ask, author),
            Step::AskDealloc { function, whole, object } => {
                let dealloc = self.as_destructor(*function);
                let bytes = &self.sources.get(whole.file).bytes;
                let at = |at: u32| bytes.get(at as usize).copied();
                let stands_alone =
                    at(whole.start.wrapping_sub(1)) == Some(b'(') && at(whole.end) == Some(b')');
                let text = format!("Py_TYPE({object})->tp_dealloc == {dealloc}");
                let text = if stands_alone { text } else { format!("({text})") };
                self.replace(*whole, text, author);
            }
            Step::HandToConverter { function, place } => {
                self.hand_to_converter(*function, *place, author);
            }
            Step::PassStateInMacro { function, open, is_empty } => {
                let separator = if *is_empty { "" } else { ", " };
                let text = format!("{}{separator}", self.state_in(*function));
                self.insert(open.after(), text, author, 0);
            }
            Step::Clear { callee } => self.replace(*callee, "Py_CLEAR", author),
            Step::NoteLength { function, symbol, before, count, size, plain } => {
                let (state, length) = (self.state_in(*function), self.cx().length_name(*symbol));
                let (count, size) = (self.text(*count), self.text(*size));
                self.insert_before(*before, &[format!("{state}->{length} = {count};")], author, order::AFTER);
                if let Some((callee, parens, zeroed)) = plain {
                    let inside = Span { start: parens.start + 1, end: parens.end - 1, ..*parens };
                    self.replace(*callee, *zeroed, author);
                    self.replace(inside, format!("{count}, {size}"), author);
                }
            }
            Step::NameStruct { at, name } => {
                let before = at.start.checked_sub(1).map(|at| at as usize);
                let bytes = &self.sources.get(at.file).bytes;
                let is_apart = before.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_whitespace);
                // `struct {` and the brace on a line of its own: the tag belongs behind the word.
                let blanks =
                    bytes[..at.start as usize].iter().rev().take_while(|byte| byte.is_ascii_whitespace());
                let behind = at.start - blanks.count() as u32;
                let word = Span { start: behind, end: behind, ..*at };
                let text = if is_apart { format!(" {name}") } else { format!(" {name} ") };
                self.insert(word, text, author, 0);
            }
            Step::Unstatic { declaration } => self.unstatic(*declaration, author),
            Step::DropStatement { statement } => self.drop_statement(*statement, author),
            Step::DropReasoned { statement } => {
                self.drop_statement(self.with_comment_above(*statement).to(*statement), author);
            }
            Step::Create { function, ty, at } => self.create(*function, *ty, at),
            Step::PassState { function, callee, parens, is_empty } => {
                let text = match self.plan.routes.get(callee).map(|route| &route.fetch) {
                    // The call chooses by a constant what does not use the state.
                    Some(Fetch::Parameter) if !self.plan.routes.contains_key(function) => "NULL".to_owned(),
                    Some(Fetch::ModuleParameter) => self.module_of(*function),
                    Some(Fetch::TypeParameter) => self.type_of_instance(*function),
                    _ => self.state_in(*function),
                };
                self.add_first(*parens, *is_empty, &text);
            }
            Step::CallInner { callee, name } => {
                if let Some(entry) = self.plan.routes.get(callee).and_then(|route| route.entry.as_ref()) {
                    self.replace(*name, entry.inner.clone(), author);
                }
            }
            Step::HandState { function, parens, is_empty } => {
                self.add_first(*parens, *is_empty, &self.state_in(*function));
            }
            Step::TakeState { parens, is_empty } => {
                let ty = format!("{} *", self.names.state_type);
                let text = declared(self.style(parens.file), &ty, "");
                self.add_first(*parens, *is_empty, text.trim_end());
            }
            Step::FindModule { span, object } => {
                let definition = self.definition_name();
                let text = format!("{}(Py_TYPE({object}), &{definition})", self.names.by_def);
                self.replace(*span, text, author);
            }
            Step::GiveModule { function, callee, parens, bases } => {
                self.replace(*callee, "PyType_FromModuleAndSpec", author);
                self.add_first(*parens, false, &self.module_of(*function));
                if !bases {
                    let end = Span { start: parens.end - 1, end: parens.end - 1, ..*parens };
                    self.insert(end, ", NULL", author, 0);
                }
            }
            Step::AllocateCollected { callee, var } => {
                let name = if *var { "PyObject_GC_NewVar" } else { "PyObject_GC_New" };
                self.replace(*callee, name, author);
            }
            Step::MoveTable { function, declaration, before } => {
                self.move_table(*function, *declaration, *before, author);
            }
            Step::HandOut(out) => self.hand_out(out, author),
            Step::FillLate(fill) => self.fill_late(fill, author),
            Step::Track { variable, before, .. } => {
                self.insert_before(
                    *before,
                    &[format!("PyObject_GC_Track({variable});")],
                    author,
                    order::AFTER,
                );
            }
            Step::Retain { function, symbol, before } => {
                // A type was just made and tested; a variable may be NULL still.
                let take = if matches!(symbol, Symbol::Type(_)) { "Py_INCREF" } else { "Py_XINCREF" };
                let text = format!("{take}({});", self.reached(&self.state_in(*function), *symbol));
                self.insert_before(*before, &[text], author, order::AFTER);
            }
            Step::RetainFilled { function, symbol, after } => {
                let text = format!("Py_XINCREF({});", self.reached(&self.state_in(*function), *symbol));
                self.insert_after(*after, &[text], author, order::AFTER);
            }
            Step::SaveType { function, object, variable } => {
                let style = self.style(self.function(*function).span.file);
                let line = format!("{} = Py_TYPE({object});", declared(style, "PyTypeObject *", variable));
                self.at_body_start(self.function(*function), &[line], author, order::SAVE_TYPE);
            }
            Step::Untrack { function, object } => {
                self.behind_declarations(
                    *function,
                    format!("PyObject_GC_UnTrack({object});"),
                    author,
                    order::UNTRACK,
                );
            }
            Step::RetainType { variable, after } => {
                let line = format!("Py_INCREF(Py_TYPE({variable}));");
                self.insert_after(*after, &[line], author, order::AFTER);
            }
            Step::VisitType { function, object } => {
                self.behind_declarations(
                    *function,
                    format!("Py_VISIT(Py_TYPE({object}));"),
                    author,
                    order::VISIT,
                );
            }
            Step::VisitField { function, object, field } => {
                self.behind_declarations(
                    *function,
                    format!("Py_VISIT({object}->{field});"),
                    author,
                    order::VISIT + 1,
                );
            }
            Step::UseSavedType { base, variable } => self.replace(*base, variable.as_str(), author),
            Step::FreeByType { callee, variable } => {
                self.replace(*callee, self.function_of_type(variable, "tp_free"), author)
            }
            Step::DropType { after, nested, variable, .. } => {
                self.drop_type(*after, *nested, variable, author)
            }
        }
    }

    /// A dealloc as CPython's `destructor`, cast where it is not one.
    fn as_destructor(&self, dealloc: FnId) -> String {
        let function = self.function(dealloc);
        let is_one =
            function.param(0).is_some_and(|param| param.ty.base == "PyObject" && param.ty.stars == 1);
        let cast = if is_one { "" } else { "(destructor)" };
        format!("{cast}{}", function.name.text)
    }

    /// The old way to the state gives way to the function's own; as an initializer it becomes the look-up.
    fn use_state(&mut self, function: FnId, span: Span, author: &'static str) {
        let filled = match self.plan.routes.get(&function).map(|route| &route.state) {
            Some(StateName::Own { fill: Some(fill), .. }) => fill.initializer.contains(span),
            _ => false,
        };
        if !filled {
            self.replace(span, self.state_in(function), author);
        }
    }

    /// What moved, as it is written now: a field of the state, or a static pointer.
    pub(super) fn reached(&self, state: &str, symbol: Symbol) -> String {
        match (symbol, self.in_pointers()) {
            (Symbol::Type(ty), true) => self.cx().pointer_name(ty),
            _ => format!("{state}->{}", self.field_name(symbol)),
        }
    }

    fn reach(
        &mut self,
        whole: Span,
        symbol: Symbol,
        address: bool,
        member: bool,
        text: String,
        author: &'static str,
    ) {
        // What was an object is a pointer to one now.
        let is_object = matches!(symbol, Symbol::Type(_)) || self.cx().is_made(symbol);
        if is_object && member {
            // `X.f` -> `state->X->f`: with the dot.
            let bytes = &self.sources.get(whole.file).bytes;
            let blanks =
                bytes[whole.end as usize..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let span = Span { end: whole.end + blanks as u32 + 1, ..whole };
            self.replace(span, format!("{text}->"), author);
        } else if is_object || !address {
            self.replace(whole, text, author);
        } else {
            self.replace(whole, format!("&{text}"), author);
        }
    }

    fn unstatic(&mut self, declaration: Span, author: &'static str) {
        let text = self.text(declaration);
        if let Some(rest) = text.strip_prefix("static") {
            let blanks = rest.len() - rest.trim_start().len();
            let end = declaration.start + (6 + blanks) as u32;
            self.replace(Span { end, ..declaration }, "", author);
        }
    }

    /// A line behind all leading declarations of a function.
    fn behind_declarations(&mut self, id: FnId, line: String, author: &'static str, order: i16) {
        let function = self.function(id);
        self.behind(function, &function.opening.declarations, &[line], author, order);
    }

    /// A removal happens only where the state, and the container in it, are there still.
    fn ask_for(&mut self, function: FnId, symbol: Symbol, ask: Ask, author: &'static str) {
        let state = self.state_in(function);
        let is_there = format!("{state} != NULL && {} != NULL", self.reached(&state, symbol));
        let span = match ask {
            Ask::Within(condition) => {
                return self.insert(condition.before(), format!("{is_there} && "), author, 0);
            }
            Ask::Around(statement) => statement,
        };
        let style = self.style(span.file);
        let keyword = if style.space_after_keyword { "if (" } else { "if(" };
        let (newline, unit, indent) = (style.newline, style.indent.clone(), self.indentation(span));
        let head = format!("{keyword}{is_there}) {{{newline}{indent}{unit}");
        self.insert(span.before(), head, author, 0);
        for at in self.line_starts(span) {
            self.insert(at, unit.clone(), author, 0);
        }
        self.insert(span.after(), format!("{newline}{indent}}}"), author, 0);
    }

    /// Where the lines of a statement start, but for the first.
    fn line_starts(&self, statement: Span) -> Vec<Span> {
        let file = self.sources.get(statement.file);
        let bytes = file.slice(statement).iter().enumerate();
        let starts =
            bytes.filter(|(_, byte)| **byte == b'\n').map(|(at, _)| statement.start as usize + at + 1);
        starts.map(|at| Span::new(statement.file, at, at)).collect()
    }

    fn drop_type(&mut self, after: Span, nested: bool, variable: &str, author: &'static str) {
        let line = format!("Py_DECREF({variable});");
        if !nested {
            return self.insert_after(after, &[line], author, order::AFTER);
        }
        // Below an `if` without braces: the two statements need a block.
        let indent = self.indentation(after);
        let newline = self.style(after.file).newline;
        self.insert(after.before(), format!("{{{newline}{indent}"), author, 0);
        self.insert(after.after(), format!("{newline}{indent}{line}{newline}{indent}}}"), author, 0);
    }
}
