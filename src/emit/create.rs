//! The creation of heap types.

use crate::capi::version::Version;
use crate::link::{FnId, Symbol, TypeId};
use crate::plan::{AfterCreation, Bases, CreateAt, Draft, SpecName};
use crate::source::Span;

use super::printer::{Printer, WIDTH, declared, folded};
use super::{Emitter, order};

impl Emitter<'_> {
    fn draft(&self, ty: TypeId) -> &Draft {
        let draft = self.plan.drafts.iter().find(|draft| draft.ty == ty);
        draft.expect("a type that is made has a draft")
    }

    pub(super) fn create(&mut self, function: FnId, ty: TypeId, at: &CreateAt) {
        const AUTHOR: &str = "mention-ready";
        let field = self.reached(&self.state_in(function), Symbol::Type(ty));
        let made = self.creation(function, ty);
        let is_null = format!("{field} == NULL");
        match at {
            CreateAt::Checked { statement, condition } => {
                let lines = self.making(&field, &made, *statement);
                self.insert_before(*statement, &lines, AUTHOR, order::CREATE);
                self.replace(*condition, is_null, AUTHOR);
                self.after_creation(function, ty, &field, *statement);
            }
            CreateAt::Compared { whole, true_on_failure } => {
                self.replace(*whole, self.tested(&field, &made, *true_on_failure), AUTHOR);
                self.after_statement(function, ty, &field, *whole);
            }
            CreateAt::Value { call } => {
                self.replace(*call, format!("({} ? -1 : 0)", self.tested(&field, &made, true)), AUTHOR);
                self.after_statement(function, ty, &field, *call);
            }
            CreateAt::Unchecked { statement } => {
                let lines = self.checked_creation(function, &field, &made, *statement);
                let text = self.joined(&lines, *statement);
                self.replace(*statement, text, AUTHOR);
                self.after_creation(function, ty, &field, *statement);
            }
            CreateAt::Before { statement } => {
                let mut lines = self.checked_creation(function, &field, &made, *statement);
                lines.extend(self.after_lines(function, ty, &field));
                let lines = self.where_it_is(function, ty, Some(*statement), lines);
                self.insert_before(*statement, &lines, AUTHOR, order::CREATE);
            }
            CreateAt::Start => {
                let facts = self.function(function);
                let mut lines = self.checked_creation(function, &field, &made, facts.body);
                lines.extend(self.after_lines(function, ty, &field));
                let lines = self.where_it_is(function, ty, None, lines);
                self.at_start(facts, &lines, AUTHOR, order::CREATE);
            }
        }
    }

    /// The lines under the `#if` that the type stands under (P-2), unless the statement they go with stands under one.
    fn where_it_is(
        &self,
        function: FnId,
        ty: TypeId,
        before: Option<Span>,
        lines: Vec<String>,
    ) -> Vec<String> {
        let def = self.project.type_def(ty);
        let facts = self.function(function);
        let branches = &self.project.files[function.0].branches;
        let is_under = before.is_some_and(|at| {
            branches.iter().any(|one| facts.body.contains(one.content) && one.content.contains(at))
        });
        if def.conditions.is_empty() || is_under {
            return lines;
        }
        let mut printer = self.printer(facts.span.file);
        let mut open = Vec::new();
        self.switch_branches(&mut printer, def.span.file, &mut open, &def.conditions);
        lines.iter().for_each(|line| printer.line(line));
        self.switch_branches(&mut printer, def.span.file, &mut open, &[]);
        printer.lines()
    }

    /// `(PyTypeObject *)PyType_FromModuleAndSpec(module, &X_spec, bases)`
    fn creation(&self, function: FnId, ty: TypeId) -> String {
        if let Some(description) = self.draft(ty).description {
            return format!("PyStructSequence_NewType({})", folded(&self.text(description)));
        }
        let spec = self.names.spec(&self.project.type_def(ty).name.text);
        let cast = declared(self.style(self.function(function).span.file), "PyTypeObject *", "");
        let cast = cast.trim_end();
        if self.in_pointers() {
            return format!("({cast}){}", self.creation_alone(&spec, self.base(function, ty)));
        }
        let module = self.module_of(function);
        match self.base(function, ty) {
            None => format!("({cast})PyType_FromModuleAndSpec({module}, &{spec}, NULL)"),
            Some(base) if self.settings.target.lowest >= Version::of(10) => {
                format!("({cast})PyType_FromModuleAndSpec({module}, &{spec}, (PyObject *){base})")
            }
            Some(base) => format!("({cast})type_from_base({module}, &{spec}, {base})"),
        }
    }

    /// The base as an expression of the creating function.
    fn base(&self, function: FnId, ty: TypeId) -> Option<String> {
        match &self.draft(ty).bases {
            Bases::Object => None,
            Bases::Local(base) => Some(self.reached(&self.state_in(function), Symbol::Type(*base))),
            Bases::Written(span) => Some(folded(&self.text(*span))),
        }
    }

    /// The name in the description of a struct sequence, when it is made under another one first (T-NAME-2).
    pub(super) fn description_name(&mut self, draft: &Draft) {
        if let Some(SpecName::Builtins { written, name }) = &draft.name {
            self.replace(*written, format!("\"builtins.{name}\""), "field-sequence");
        }
    }

    fn assignment(&self, field: &str, made: &str, near: Span) -> String {
        let line = format!("{field} = {made};");
        let indent = self.indentation(near);
        if indent.len() + line.len() <= WIDTH {
            return line;
        }
        let behind = |end: &str| made.find(end).map(|at| at + end.len());
        let args = ["Spec(", "base(", "NewType("].into_iter().find_map(behind).unwrap_or(made.len());
        let (head, args) = made.split_at(args);
        format!("{field} = {head}\n{}{args};", self.style(near.file).indent)
    }

    /// The creation and its check, as lines.
    fn checked_creation(&self, function: FnId, field: &str, made: &str, near: Span) -> Vec<String> {
        let mut printer = self.printer(near.file);
        self.making(field, made, near).iter().for_each(|line| printer.line(line));
        self.failing(&mut printer, &format!("{field} == NULL"), function, near);
        printer.lines()
    }

    /// Where the condition holds the function fails, and gives back a module that it has made by then.
    fn failing(&self, printer: &mut Printer, condition: &str, function: FnId, near: Span) {
        let failure = format!("return {};", self.failure_of(function));
        match self.module_made_before(function, near) {
            Some(variable) => printer.when(condition, &[&format!("Py_XDECREF({variable});"), &failure]),
            None => printer.when(condition, &[&failure]),
        }
    }

    /// The creation as statements of their own.
    fn making(&self, field: &str, made: &str, near: Span) -> Vec<String> {
        if !self.in_pointers() {
            return vec![self.assignment(field, made, near)];
        }
        // The types of a module that comes up again are there already.
        let mut printer = self.printer(near.file);
        let mut line = format!("{field} = {made};");
        let indent = &printer.style.indent;
        if self.indentation(near).len() + indent.len() + line.len() > WIDTH {
            line = line.replacen("(&", &format!("(\n{indent}&"), 1);
        }
        let lines: Vec<&str> = line.split('\n').collect();
        printer.when(&format!("{field} == NULL"), &lines);
        printer.lines()
    }

    /// The creation as a condition.
    fn tested(&self, field: &str, made: &str, true_on_failure: bool) -> String {
        match (self.in_pointers(), true_on_failure) {
            (false, true) => format!("({field} = {made}) == NULL"),
            (false, false) => format!("({field} = {made}) != NULL"),
            (true, true) => format!("({field} == NULL && ({field} = {made}) == NULL)"),
            (true, false) => format!("({field} != NULL || ({field} = {made}) != NULL)"),
        }
    }

    /// What a function returns when it fails: as an exec function, or as it says elsewhere.
    fn failure_of(&self, function: FnId) -> &'static str {
        if self.in_pointers() && self.function(function).name.text.starts_with("PyInit_") {
            return "NULL";
        }
        let is_exec = !self.in_pointers() && self.plan.init.maker() == function;
        if !is_exec && self.function(function).returns_pointer() { "NULL" } else { "-1" }
    }

    fn joined(&self, lines: &[String], near: Span) -> String {
        let indent = self.indentation(near);
        let newline = self.style(near.file).newline;
        let text: Vec<String> = lines.iter().map(|line| super::placed(line, &indent, newline)).collect();
        // The first line takes the place of a statement that is indented already.
        text.join(newline).trim_start().to_owned()
    }

    /// What is done to the type right after it is made.
    fn after_lines(&self, function: FnId, ty: TypeId, field: &str) -> Vec<String> {
        let mut printer = self.printer(self.project.type_def(ty).span.file);
        let draft = self.draft(ty);
        let failure = format!("return {};", self.failure_of(function));
        for step in &draft.after {
            match step {
                AfterCreation::Rename { written } => {
                    printer.line(format!("{field}->tp_name = {};", folded(&self.text(*written))));
                }
                AfterCreation::NoNew => {
                    printer.line("#if PY_VERSION_HEX < 0x030A0000");
                    printer.line(format!("{field}->tp_new = NULL;"));
                    printer.line(format!("PyType_Modified({field});"));
                    printer.line("#endif");
                }
                AfterCreation::ObjectNew => {
                    printer.line(format!("{field}->tp_new = PyBaseObject_Type.tp_new;"));
                }
                AfterCreation::NoDoc => {
                    let failed = format!("PyDict_SetItemString({field}->tp_dict, \"__doc__\", Py_None) < 0");
                    printer.when(&failed, &[&failure]);
                    printer.line(format!("PyType_Modified({field});"));
                }
                AfterCreation::NewOf { ty } => printer.line(format!("{field}->tp_new = {ty}.tp_new;")),
                AfterCreation::OfBase { field: member } => {
                    let base = self.base(function, ty).expect("a type that inherits has a base");
                    printer.line(format!("{field}->{member} = {base}->{member};"));
                }
                AfterCreation::Vectorcall { function } => {
                    printer.line(format!("{field}->tp_vectorcall = {};", folded(&self.text(*function))));
                }
                AfterCreation::Immutable => {
                    printer.line(format!("{field}->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;"));
                    printer.line(format!("PyType_Modified({field});"));
                }
                AfterCreation::KeepSignature => {
                    printer.line(super::support::DROPS_SIGNATURE);
                    let spec = self.names.spec(&self.project.type_def(ty).name.text);
                    let failed = format!("set_type_doc({field}, &{spec}) < 0");
                    printer.when(&failed, &[&failure]);
                    printer.line("#endif");
                }
            }
        }
        self.objects(&mut printer, function, ty, field);
        self.second_names(&mut printer, function, ty, field);
        printer.lines()
    }

    /// The variables that held the type's address from compile time on.
    fn second_names(&self, printer: &mut Printer, function: FnId, ty: TypeId, field: &str) {
        let cx = self.cx();
        for id in cx.second_names(ty).filter(|&id| self.moves(Symbol::Global(id))) {
            let variable = format!("{}->{}", self.state_in(function), self.field_name(Symbol::Global(id)));
            let cast = match self.project.global(id).ty.base.as_str() {
                "PyTypeObject" => "",
                _ => "(PyObject *)",
            };
            printer.line(format!("Py_INCREF({field});"));
            printer.line(format!("{variable} = {cast}{field};"));
        }
    }

    /// The objects of the type that were made at compile time.
    fn objects(&self, printer: &mut Printer, function: FnId, ty: TypeId, field: &str) {
        let cx = self.cx();
        for id in cx.made_of(ty) {
            let object = format!("{}->{}", self.state_in(function), self.field_name(Symbol::Global(id)));
            let base = &self.project.global(id).ty.base;
            let cast = match base.as_str() {
                "PyObject" => String::new(),
                base => format!("({})", declared(printer.style, &format!("{base} *"), "").trim_end()),
            };
            let alloc = self.function_of_type(field, "tp_alloc");
            printer.line(format!("{object} = {cast}{alloc}({field}, 0);"));
            let failure = format!("return {};", self.failure_of(function));
            printer.when(&format!("{object} == NULL"), &[&failure]);
        }
    }

    fn after_creation(&mut self, function: FnId, ty: TypeId, field: &str, statement: Span) {
        let lines = self.after_lines(function, ty, field);
        if !lines.is_empty() {
            self.insert_after(statement, &lines, "field-new", order::AFTER);
        }
    }

    fn after_statement(&mut self, function: FnId, ty: TypeId, field: &str, inside: Span) {
        if let Some(statement) = self.function(function).top_statement(inside) {
            self.after_creation(function, ty, field, statement);
        }
    }

    /// Whether the type is made in code that stands before its definition.
    pub(super) fn is_made_before_definition(&self, ty: TypeId) -> bool {
        let defined = self.place_of_definition(ty);
        self.plan.steps.iter().any(|at| match &at.step {
            crate::plan::Step::Create { function, ty: made, .. } if *made == ty => {
                let place = self.function(*function).span;
                place.file == defined.file && place.start < defined.start
            }
            _ => false,
        })
    }
}
