//! The state struct, its accessors, and what the module does with it.

use crate::capi::version::Version;
use crate::link::Symbol;
use crate::plan::{Fetch, Settings, StateField};
use crate::source::Span;
use crate::syntax::preprocess::BranchId;

use super::printer::{Printer, declared};
use super::{Emitter, order};

impl Emitter<'_> {
    /// Prints the struct and its accessors before whatever needs them first.
    pub(super) fn state(&mut self) {
        let at = self.state_place();
        let mut printer = self.printer(at.file);
        printer.blank();
        self.compat(&mut printer);
        self.state_struct(&mut printer);
        printer.blank();
        self.getter(&mut printer);
        if self.needs_finder() {
            printer.blank();
            self.finder(&mut printer);
        }
        // A blank line follows the includes already, or is wanted before code.
        let bytes = &self.sources.get(at.file).bytes[at.start as usize..];
        if !matches!(bytes.first(), None | Some(b'\n' | b'\r')) {
            printer.blank();
        }
        let text = self.bytes(&printer.text());
        self.insert(at, text, "module-state", order::STATE);
    }

    /// The start of the first line that needs the state, or of the first item behind the includes.
    fn state_place(&self) -> Span {
        let file = self.sources.get(self.definition_home().file);
        let facts = self.facts(file.id);
        let first_item = facts.outline.iter().map(|item| item.span.start).min().unwrap_or(0);
        let last_include =
            facts.includes.iter().map(|include| include.span).filter(|span| span.start < first_item).max();
        let at = match last_include {
            Some(include) => file.line_at(include.end.saturating_sub(1)).end,
            None => file.line_at(first_item).start,
        };
        let at = self.outside_conditions(facts, at);
        Span::new(file.id, at as usize, at as usize)
    }

    /// The first line end behind every `#if` group that is open at `at`.
    fn outside_conditions(&self, facts: &crate::facts::FileFacts, at: u32) -> u32 {
        let open =
            facts.branches.iter().filter(|branch| branch.parent.is_none() && branch.directive.start < at);
        let group = open.filter(|branch| at <= branch.content.end).map(|branch| branch.group).next_back();
        let Some(group) = group.filter(|_| !self.is_include_guard(facts, at)) else { return at };
        let end = facts
            .branches
            .iter()
            .filter(|branch| branch.group == group)
            .map(|branch| branch.content.end)
            .max();
        let file = self.sources.get(facts.file);
        end.map_or(at, |end| file.line_at(end).end)
    }

    /// Whether the group open at `at` is the guard around the whole file.
    fn is_include_guard(&self, facts: &crate::facts::FileFacts, at: u32) -> bool {
        let length = self.sources.get(facts.file).bytes.len() as u32;
        let around =
            facts.branches.iter().filter(|branch| branch.directive.start < at && at <= branch.content.end);
        around.into_iter().all(|branch| branch.content.end + 64 > length)
    }

    fn compat(&self, printer: &mut Printer) {
        let Settings { target, .. } = self.settings;
        if target.lowest >= Version::of(10) {
            return;
        }
        for flag in ["Py_TPFLAGS_IMMUTABLETYPE", "Py_TPFLAGS_DISALLOW_INSTANTIATION"] {
            let used = self.plan.drafts.iter().any(|draft| {
                draft
                    .flags
                    .iter()
                    .any(|term| matches!(term, crate::plan::FlagTerm::Added(name) if *name == flag))
            });
            if used {
                printer.line(format!("#ifndef {flag}"));
                printer.line(format!("#  define {flag} 0"));
                printer.line("#endif");
                printer.blank();
            }
        }
    }

    fn state_struct(&self, printer: &mut Printer) {
        printer.line("typedef struct {");
        printer.indent();
        self.each_field(printer, &|printer, field| {
            let ty = match field.symbol {
                Symbol::Type(_) => "PyTypeObject *".to_owned(),
                Symbol::Global(id) => format!("{} *", self.project.global(id).ty.base),
            };
            printer.line(format!("{};", declared(printer.style, &ty, &field.name)));
        });
        printer.dedent();
        printer.line(format!("}} {};", self.names.state_type));
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

    fn getter(&self, printer: &mut Printer) {
        let state = format!("{} *", self.names.state_type);
        let module = declared(printer.style, "PyObject *", "module");
        let cast = declared(printer.style, &state, "").trim_end().to_owned();
        printer.function(&format!("static inline {state}"), &self.names.getter, &module);
        printer.line(format!("return ({cast})PyModule_GetState(module);"));
        printer.end();
    }

    /// Whether some function looks the state up by a type.
    fn needs_finder(&self) -> bool {
        self.plan
            .routes
            .values()
            .any(|route| matches!(route.fetch, Fetch::Type(_) | Fetch::Instance(_) | Fetch::Operands(_)))
    }

    fn finder(&self, printer: &mut Printer) {
        let table = self.plan.init.definition().map(|id| self.project.table(id));
        let definition = self.definition_name();
        let is_static = table.is_none_or(|table| table.storage.is_static);
        let specifiers = if is_static { "static " } else { "extern " };
        printer.line(format!("{specifiers}{} {definition};", self.definition_type()));
        printer.blank();
        if self.settings.target.lowest < Version::of(11) {
            self.find_module(printer);
            printer.blank();
        }
        let state = format!("{} *", self.names.state_type);
        printer.function(
            &format!("static {state}"),
            &self.names.finder,
            &declared(printer.style, "PyTypeObject *", "type"),
        );
        let module = declared(printer.style, "PyObject *", "module");
        printer.line(format!("{module} = PyType_GetModuleByDef(type, &{definition});"));
        printer.when("module == NULL", &["return NULL;"]);
        printer.line(format!("return {}(module);", self.names.getter));
        printer.end();
    }

    /// `PyType_GetModuleByDef` for CPython below 3.11: the semantics, section 5.3.
    fn find_module(&self, printer: &mut Printer) {
        let object = |name: &str| declared(printer.style, "PyObject *", name);
        let ty = declared(printer.style, "PyTypeObject *", "type");
        let def = declared(printer.style, "PyModuleDef *", "def");
        let (mro, base, module) = (object("mro"), object("base"), object("module"));
        let find = |printer: &mut Printer| {
            printer.function("static PyObject *", "PyType_GetModuleByDef", &format!("{ty}, {def}"));
            printer.line(format!("{mro} = type->tp_mro;"));
            printer.line("Py_ssize_t i;");
            printer.blank();
            printer.line("for (i = 0; mro != NULL && i < PyTuple_GET_SIZE(mro); i++) {");
            printer.indent();
            printer.line(format!("{base} = PyTuple_GET_ITEM(mro, i);"));
            printer.line(format!("{module} = NULL;"));
            printer.when(
                "((PyTypeObject *)base)->tp_flags & Py_TPFLAGS_HEAPTYPE",
                &["module = ((PyHeapTypeObject *)base)->ht_module;"],
            );
            printer.when("module != NULL && PyModule_GetDef(module) == def", &["return module;"]);
            printer.dedent();
            printer.line("}");
            printer.line("PyErr_Format(PyExc_TypeError, \"'%s' is no type of this module\", type->tp_name);");
            printer.line("return NULL;");
            printer.end();
        };
        printer.line("#if PY_VERSION_HEX < 0x030B0000");
        find(printer);
        printer.line("#endif");
    }

    /// `PyModuleDef`, or `struct PyModuleDef` where the file says so.
    fn definition_type(&self) -> String {
        let Some(table) = self.plan.init.definition().map(|id| self.project.table(id)) else {
            return "struct PyModuleDef".to_owned();
        };
        let text = self.text(table.span);
        let has_struct =
            text.split("PyModuleDef").next().is_some_and(|head| head.trim_end().ends_with("struct"));
        if has_struct { "struct PyModuleDef".to_owned() } else { "PyModuleDef".to_owned() }
    }

    /// The module's traverse, clear and free.
    pub(super) fn module_functions(&self, printer: &mut Printer) {
        let state = format!(
            "{} = {}(module);",
            declared(printer.style, &format!("{} *", self.names.state_type), "state"),
            self.names.getter
        );
        let module = declared(printer.style, "PyObject *", "module");
        printer.function(
            "static int",
            &self.names.traverse,
            &format!("{module}, visitproc visit, void *arg"),
        );
        printer.line(&state);
        self.each_field(printer, &|printer, field| printer.line(format!("Py_VISIT(state->{});", field.name)));
        printer.line("return 0;");
        printer.end();
        printer.blank();
        printer.function("static int", &self.names.clear, &module);
        printer.line(&state);
        self.each_field(printer, &|printer, field| printer.line(format!("Py_CLEAR(state->{});", field.name)));
        printer.line("return 0;");
        printer.end();
        printer.blank();
        printer.function("static void", &self.names.free, &declared(printer.style, "void *", "module"));
        printer.line(format!("{}((PyObject *)module);", self.names.clear));
        printer.end();
    }
}
