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
        let field = format!("{}->{}", self.state_in(function), self.project.type_def(ty).name.text);
        let made = self.creation(function, ty);
        let is_null = format!("{field} == NULL");
        match at {
            CreateAt::Checked { statement, condition } => {
                let line = self.assignment(&field, &made, *statement);
                self.insert_before(*statement, &[line], AUTHOR, order::CREATE);
                self.replace(*condition, is_null, AUTHOR);
                self.after_creation(function, ty, &field, *statement);
            }
            CreateAt::Compared { whole, true_on_failure } => {
                let test = if *true_on_failure { "==" } else { "!=" };
                self.replace(*whole, format!("({field} = {made}) {test} NULL"), AUTHOR);
                self.after_statement(function, ty, &field, *whole);
            }
            CreateAt::Value { call } => {
                self.replace(*call, format!("(({field} = {made}) == NULL ? -1 : 0)"), AUTHOR);
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
                self.insert_before(*statement, &lines, AUTHOR, order::CREATE);
            }
            CreateAt::Start => {
                let facts = self.function(function);
                let mut lines = self.checked_creation(function, &field, &made, facts.body);
                lines.extend(self.after_lines(function, ty, &field));
                self.at_start(facts, &lines, AUTHOR, order::CREATE);
            }
        }
    }

    /// `(PyTypeObject *)PyType_FromModuleAndSpec(module, &X_spec, bases)`
    fn creation(&self, function: FnId, ty: TypeId) -> String {
        if let Some(description) = self.draft(ty).description {
            return format!("PyStructSequence_NewType({})", folded(&self.text(description)));
        }
        let spec = self.names.spec(&self.project.type_def(ty).name.text);
        let module = self.module_of(function);
        let cast = declared(self.style(self.function(function).span.file), "PyTypeObject *", "");
        let cast = cast.trim_end();
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
            Bases::Local(base) => {
                Some(format!("{}->{}", self.state_in(function), self.project.type_def(*base).name.text))
            }
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
        printer.line(self.assignment(field, made, near));
        let failure = self.failure_of(function);
        printer.when(&format!("{field} == NULL"), &[&format!("return {failure};")]);
        printer.lines()
    }

    /// What a function returns when it fails: as an exec function, or as it says elsewhere.
    fn failure_of(&self, function: FnId) -> &'static str {
        let is_maker = self.plan.init.maker() == function;
        if !is_maker && self.function(function).returns_pointer() { "NULL" } else { "-1" }
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
                    printer.when(&failed, &["return -1;"]);
                    printer.line(format!("PyType_Modified({field});"));
                }
                AfterCreation::NewOf { ty } => printer.line(format!("{field}->tp_new = {ty}.tp_new;")),
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
                    printer.when(&failed, &["return -1;"]);
                    printer.line("#endif");
                }
            }
        }
        self.objects(&mut printer, function, ty, field);
        printer.lines()
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
