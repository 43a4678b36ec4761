//! The function that finds the state by a type: its text, and its place beside the module definition.

use crate::capi::version::Version;
use crate::link::FnId;
use crate::plan::{Fetch, StateName, StateRoute};
use crate::source::Span;

use super::names::lacks_module_by_def;
use super::printer::{Printer, declared, folded};
use super::support;
use super::{Emitter, order};

impl Emitter<'_> {
    /// Whether some function looks the state up by a type.
    pub(super) fn needs_finder(&self) -> bool {
        self.finds_by_type() || self.finds_while_dying()
    }

    fn finds_by_type(&self) -> bool {
        let written = self.plan.written.values().map(|route| &route.fetch);
        self.plan.routes.values().map(|route| &route.fetch).chain(written).any(is_by_type)
    }

    /// Whether some function looks the module itself up, in a file that does not see its definition.
    fn finds_module_from_afar(&self) -> bool {
        let is_far = |id: &FnId| !self.cx().sees_definition(id.0, self.plan.init.definition());
        self.plan.routes.iter().any(|(id, route)| route.module && is_by_type(&route.fetch) && is_far(id))
    }

    /// The call that finds the module of a type, in a function of this file.
    pub(super) fn module_by_type(&self, file: usize, ty: &str) -> String {
        match self.cx().sees_definition(file, self.plan.init.definition()) {
            true => format!("{}({ty}, &{})", self.names.by_def, self.definition_name()),
            false => format!("{}({ty})", self.names.module_finder),
        }
    }

    fn finds_while_dying(&self) -> bool {
        self.plan.routes.values().any(|route| matches!(route.fetch, Fetch::Dying(_)))
    }

    /// The finder's declaration, for a header.
    pub(super) fn finder_prototype(&self, printer: &mut Printer) {
        self.prototypes(printer, "");
    }

    fn prototypes(&self, printer: &mut Printer, linkage: &str) {
        let state = format!("{linkage}{} *", self.names.state_type);
        let ty = declared(printer.style, "PyTypeObject *", "type");
        if self.finds_by_type() {
            if lacks_module_by_def(self.settings.target) {
                let (object, def) =
                    (format!("{linkage}PyObject *"), declared(printer.style, "PyModuleDef *", "def"));
                printer.prototype(&object, &self.names.by_def, &format!("{ty}, {def}"));
            }
            if self.finds_module_from_afar() {
                let object = format!("{linkage}PyObject *");
                printer.prototype(&object, &self.names.module_finder, &ty);
            }
            printer.prototype(&state, &self.names.finder, &ty);
        }
        if self.finds_while_dying() {
            printer.prototype(&state, &self.names.if_there, &ty);
        }
    }

    /// Whether the finder follows the definition: C++ has no way to declare a variable ahead that is static, or that
    /// stands in a namespace without a name.
    fn finder_follows(&self) -> bool {
        self.is_cplusplus()
    }

    /// The finder, where it follows the definition: put there, or returned for a definition that is printed anew.
    pub(super) fn finder_behind(&mut self) -> String {
        if !self.needs_finder() || !self.finder_follows() {
            return String::new();
        }
        // The prototype says whether it is static.
        let mut printer = self.printer(self.definition_home().file);
        self.finder_functions(&mut printer, "");
        let table = self.plan.init.definition().map(|id| self.project.table(id));
        match table.filter(|table| table.function.is_none()) {
            Some(_) => {
                // Ahead of `PyInit_`, which stands in no namespace.
                printer.blank();
                let at = self.function(self.module.py_init).span;
                self.insert_before(at, &printer.lines(), "module-state", order::STATE);
                String::new()
            }
            None => {
                printer.blank();
                printer.text()
            }
        }
    }

    pub(super) fn finder(&self, printer: &mut Printer, linkage: &str) {
        if !self.finder_follows() {
            self.definition_ahead(printer);
            return self.finder_functions(printer, linkage);
        }
        if !linkage.is_empty() {
            self.prototypes(printer, linkage);
        }
    }

    fn definition_ahead(&self, printer: &mut Printer) {
        let table = self.plan.init.definition().map(|id| self.project.table(id));
        let definition = self.definition_name();
        let is_static = table.is_none_or(|table| table.storage.is_static);
        let specifiers = if is_static { "static " } else { "extern " };
        printer.line(format!("{specifiers}{} {definition};", self.definition_type()));
        printer.blank();
    }

    fn finder_functions(&self, printer: &mut Printer, linkage: &str) {
        if self.finds_by_type() {
            self.finder_function(printer, linkage);
        }
        if self.finds_while_dying() {
            if self.finds_by_type() {
                printer.blank();
            }
            self.if_there_function(printer, linkage);
        }
    }

    /// What finds the state where it may be gone: by the bases, which stay, and not by the MRO, which may be NULL then.
    fn if_there_function(&self, printer: &mut Printer, linkage: &str) {
        let state = format!("{} *", self.names.state_type);
        let ty = declared(printer.style, "PyTypeObject *", "type");
        let name = if self.definition_name() == "module" { "mod" } else { "module" };
        let module = declared(printer.style, "PyObject *", name);
        printer.function(&format!("{linkage}{state}"), &self.names.if_there, &ty);
        printer.line("while (type != NULL && PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)) {");
        printer.indent();
        printer.line(format!("{module} = ((PyHeapTypeObject *)type)->ht_module;"));
        let is_ours = format!("{name} != NULL && PyModule_GetDef({name}) == &{}", self.definition_name());
        let result = match self.getter_follows() {
            true => format!("return ({})PyModule_GetState({name});", state.trim_end()),
            false => format!("return {}({name});", self.names.getter),
        };
        printer.when(&is_ours, &[&result]);
        printer.line("type = type->tp_base;");
        printer.dedent();
        printer.line("}");
        printer.line("return NULL;");
        printer.end();
    }

    fn finder_function(&self, printer: &mut Printer, linkage: &str) {
        let definition = self.definition_name();
        if lacks_module_by_def(self.settings.target) {
            support::module_by_bases(printer, linkage, &self.names.by_def);
            printer.blank();
        } else if self.settings.target.lowest < Version::of(11) {
            support::module_by_def(printer);
            printer.blank();
        }
        if self.finds_module_from_afar() {
            let ty = declared(printer.style, "PyTypeObject *", "type");
            printer.function(&format!("{linkage}PyObject *"), &self.names.module_finder, &ty);
            printer.line(format!("return {}(type, &{definition});", self.names.by_def));
            printer.end();
            printer.blank();
        }
        let state = format!("{} *", self.names.state_type);
        printer.function(
            &format!("{linkage}{state}"),
            &self.names.finder,
            &declared(printer.style, "PyTypeObject *", "type"),
        );
        let name = if definition == "module" { "mod" } else { "module" };
        let module = declared(printer.style, "PyObject *", name);
        printer.line(format!("{module} = {}(type, &{definition});", self.names.by_def));
        printer.when(&format!("{name} == NULL"), &["return NULL;"]);
        match self.getter_follows() {
            true => printer.line(format!("return ({})PyModule_GetState({name});", state.trim_end())),
            false => printer.line(format!("return {}({name});", self.names.getter)),
        }
        printer.end();
    }

    /// Whether the source's own function for the state stands behind what is printed beside the struct, or, where that
    /// stands in a header, in the file of the module definition.
    fn getter_follows(&self) -> bool {
        let (Some(existing), Some(id)) = (&self.plan.state.home.existing, self.own_getter()) else {
            return false;
        };
        let span = self.function(id).span;
        let place = match existing.file == self.definition_file() {
            true => existing.body.after(),
            false => self.behind_own_includes(),
        };
        span.file == place.file && span.start > place.start
    }

    /// The function of the source that gives the state of a module.
    fn own_getter(&self) -> Option<FnId> {
        let existing = self.plan.state.home.existing.as_ref()?;
        let name = existing.getter.as_ref()?;
        self.module.names.function(&self.project.files, self.definition_file(), name)
    }

    /// The declaration of that function, where some function is to call it that stands before it.
    pub(super) fn getter_ahead(&self) -> Option<String> {
        let id = self.own_getter().filter(|_| self.getter_follows())?;
        let getter = self.function(id);
        let is_early = |(caller, route): (&FnId, &StateRoute)| {
            let span = self.function(*caller).span;
            let calls = !matches!(route.fetch, Fetch::Own | Fetch::Parameter)
                || matches!(route.state, StateName::Own { fill: Some(_), .. });
            calls && span.file == getter.span.file && span.start < getter.span.start
        };
        let is_declared = self.cx().is_declared(&getter.name.text);
        let head = Span { end: getter.params.span.end, ..getter.span };
        (!is_declared && self.plan.routes.iter().any(is_early))
            .then(|| format!("{};", folded(&self.text(head))))
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
}

/// Whether CPython is asked for the module of a type.
fn is_by_type(fetch: &Fetch) -> bool {
    matches!(fetch, Fetch::Type(_) | Fetch::Instance(_) | Fetch::Operands(_) | Fetch::UserData(_))
}
