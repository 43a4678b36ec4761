//! How functions get at the state: parameters, look-ups, and what they hand on.

use crate::capi::entries::StateFrom;
use crate::facts::{Function, Prototype};
use crate::link::FnId;
use crate::plan::{CLINIC_STATE, Fetch, Fill, ModuleFrom, StateName, StateRoute, UserData};
use crate::source::Span;

use super::printer::{Printer, declared};
use super::{Emitter, order};

impl Emitter<'_> {
    pub(super) fn functions(&mut self) {
        for (&id, route) in &self.plan.routes {
            match route.fetch {
                Fetch::Own => {}
                Fetch::Parameter if route.entry.is_some() => self.split_entry(id, route),
                Fetch::Converter => self.converter(id),
                Fetch::Parameter => self.add_state_parameter(id, route),
                Fetch::TypeParameter => {
                    self.add_parameter(id, "PyTypeObject *", &self.type_parameter(id));
                }
                Fetch::ModuleParameter => {
                    self.add_parameter(id, "PyObject *", &self.names.module.clone());
                    self.fetch(id, route);
                }
                _ => self.fetch(id, route),
            }
        }
    }

    /// A helper's new parameter; a variable of its own for the state goes.
    fn add_state_parameter(&mut self, id: FnId, route: &StateRoute) {
        // One that is handed to a helper beside others may have no use for it.
        let name = match route.state {
            StateName::Unused => format!("Py_UNUSED({})", self.state_in(id)),
            _ => self.state_in(id),
        };
        self.add_parameter(id, &format!("{} *", self.names.state_type), &name);
        self.own_variable_goes(id, route);
    }

    /// The function's own variable for the state is its parameter now.
    pub(super) fn own_variable_goes(&mut self, id: FnId, route: &StateRoute) {
        if let StateName::Own { fill: Some(fill), .. } = &route.state {
            let local = self.function(id).locals.iter().find(|local| local.declaration == fill.declaration);
            let declarator = local.map_or(fill.declaration, |local| local.span);
            let siblings = if fill.alone { 1 } else { 2 };
            self.remove_declarator(fill.declaration, declarator, siblings, "module-ways");
        }
    }

    /// Adds a first parameter to a function and to its prototypes.
    fn add_parameter(&mut self, id: FnId, ty: &str, name: &str) {
        let function = self.function(id);
        let style = self.style(function.span.file);
        let text = declared(style, ty, name);
        let mut lists = vec![(function.params.span, function.params.list.is_empty())];
        for &file in &self.module.files {
            let prototypes = self.project.files[file].prototypes.iter();
            let own = prototypes.filter(|one| self.declares(file, one, id));
            lists.extend(own.map(|one| (one.params.span, one.params.list.is_empty())));
        }
        for (parens, is_empty) in lists {
            self.add_first(parens, is_empty, &text);
        }
    }

    /// Whether a prototype declares this function: by name, and for a static one in its own translation unit.
    pub(super) fn declares(&self, file: usize, prototype: &Prototype, id: FnId) -> bool {
        let function = self.function(id);
        let is_near = self.project.with_included(id.0).contains(&file)
            || self.project.with_included(file).contains(&id.0);
        prototype.name.text == function.name.text && (!function.storage.is_static || is_near)
    }

    /// Puts a first entry into a list in parentheses.
    pub(super) fn add_first(&mut self, parens: Span, is_empty: bool, text: &str) {
        if is_empty {
            self.replace(parens, format!("({text})"), "module-state");
        } else {
            let at = Span { start: parens.start + 1, ..parens }.before();
            let bytes = &self.sources.get(parens.file).bytes;
            let ends_line = matches!(bytes.get(at.start as usize), Some(b'\n' | b'\r'));
            let separator = if ends_line { "," } else { ", " };
            self.insert(at, format!("{text}{separator}"), "module-state", 0);
        }
    }

    /// Declares the variables for the module and its state and fills them, at the start of a function.
    fn fetch(&mut self, id: FnId, route: &StateRoute) {
        if route.state == StateName::Clinic {
            return;
        }
        let function = self.function(id);
        self.name_parameter(function, route);
        if let StateName::Own { name, fill: Some(fill) } = &route.state {
            return self.fill(id, route, name, fill);
        }
        let mut printer = self.printer(function.span.file);
        self.module_variable(&mut printer, id, route);
        if route.state == StateName::Chosen {
            self.state_variable(&mut printer, id, route);
        }
        let lines = printer.lines();
        if !lines.is_empty() {
            self.at_start(function, &lines, "module-state", order::FETCH);
        }
    }

    /// `PyObject *module = PyType_GetModuleByDef(...)`, where the function uses the module itself.
    fn module_variable(&self, printer: &mut Printer, id: FnId, route: &StateRoute) {
        let Some(ty) = self.type_of(id, route).filter(|_| route.module) else { return };
        let module = &self.names.module;
        let variable = declared(printer.style, "PyObject *", module);
        printer.line(format!("{variable} = {};", self.module_by_type(id.0, &ty)));
        if let Some(error) = route.error {
            printer.when(&format!("{module} == NULL"), &[&gives_up(error)]);
        }
    }

    pub(super) fn state_variable(&self, printer: &mut Printer, id: FnId, route: &StateRoute) {
        let function = self.function(id);
        let state = &self.names.state;
        let variable = declared(printer.style, &format!("{} *", self.names.state_type), state);
        printer.line(format!("{variable} = {};", self.look_up(id, route)));
        let is_null = format!("{state} == NULL");
        match (&route.fetch, route.error) {
            (Fetch::Operands(count), _) => {
                for at in 1..*count {
                    let next = format!(
                        "{state} = {}(Py_TYPE({}));",
                        self.names.finder,
                        self.param_name(function, at)
                    );
                    printer.when(&is_null, &["PyErr_Clear();", &next]);
                }
                printer.when(&is_null, &["PyErr_Clear();", "Py_RETURN_NOTIMPLEMENTED;"]);
            }
            (_, Some(error)) if !route.module => printer.when(&is_null, &[&gives_up(error)]),
            _ => {}
        }
    }

    /// A variable of the source is filled by a look-up, and tested.
    fn fill(&mut self, id: FnId, route: &StateRoute, name: &str, fill: &Fill) {
        let function = self.function(id);
        let mut printer = self.printer(function.span.file);
        self.module_variable(&mut printer, id, route);
        let lines = printer.lines();
        if !lines.is_empty() {
            self.insert_before(fill.declaration, &lines, "module-ways", order::FETCH);
        }
        self.replace(fill.initializer, self.look_up(id, route), "module-ways");
        if let Some(error) = route.error.filter(|_| !route.module) {
            let mut printer = self.printer(function.span.file);
            printer.when(&format!("{name} == NULL"), &[&gives_up(error)]);
            self.insert_after(fill.declaration, &printer.lines(), "module-ways", order::FETCH);
        }
    }

    /// The type that a function finds the module by.
    fn type_of(&self, id: FnId, route: &StateRoute) -> Option<String> {
        let function = self.function(id);
        match &route.fetch {
            Fetch::Type(at) => {
                let name = self.param_name(function, *at);
                let is_type =
                    function.params.list.get(*at).is_some_and(|param| param.ty.base == "PyTypeObject");
                Some(if is_type { name } else { format!("(PyTypeObject *){name}") })
            }
            Fetch::Instance(at) | Fetch::Dying(at) => {
                Some(format!("Py_TYPE({})", self.param_name(function, *at)))
            }
            Fetch::UserData(UserData::Variable(name)) => Some(format!("Py_TYPE({name})")),
            Fetch::UserData(UserData::Member { param, field }) => {
                Some(format!("Py_TYPE((PyObject *){}->{field})", self.param_name(function, *param)))
            }
            Fetch::Operands(_) => Some(format!("Py_TYPE({})", self.param_name(function, 0))),
            Fetch::Own | Fetch::Parameter | Fetch::ModuleParameter | Fetch::Module(_) => None,
            Fetch::OwnType(_) | Fetch::TypeParameter | Fetch::Converter => None,
        }
    }

    /// Puts lines behind the leading declarations that need no state.
    pub(super) fn at_start(
        &mut self,
        function: &Function,
        lines: &[String],
        author: &'static str,
        order: i16,
    ) {
        let opening = &function.opening;
        self.behind(function, &opening.declarations[..opening.pure], lines, author, order);
    }

    /// Puts lines behind the last of these declarations that stays, or first in the function's body.
    pub(super) fn behind(
        &mut self,
        function: &Function,
        declarations: &[Span],
        lines: &[String],
        author: &'static str,
        order: i16,
    ) {
        let stays = |span: &&Span| !self.drops.iter().any(|(dropped, _)| dropped.overlaps(**span));
        match declarations.iter().rev().find(stays) {
            Some(&declaration) => self.insert_after(declaration, lines, author, order),
            None => self.at_body_start(function, lines, author, order),
        }
    }

    /// Puts lines first in a function's body.
    pub(super) fn at_body_start(
        &mut self,
        function: &Function,
        lines: &[String],
        author: &'static str,
        order: i16,
    ) {
        let style = self.style(function.span.file);
        let indent = format!("{}{}", self.indentation(function.body), style.indent);
        let newline = style.newline;
        let body: String =
            lines.iter().map(|line| format!("{newline}{}", super::placed(line, &indent, newline))).collect();
        let at = Span { start: function.body.start + 1, ..function.body }.before();
        self.insert(at, body, author, order);
    }

    /// The expression that finds the state.
    pub(super) fn look_up(&self, id: FnId, route: &StateRoute) -> String {
        let function = self.function(id);
        let (getter, finder) = (&self.names.getter, &self.names.finder);
        match (&route.fetch, self.type_of(id, route)) {
            (Fetch::Dying(_), Some(ty)) => format!("{}({ty})", self.names.if_there),
            (_, Some(_)) if route.module => format!("{getter}({})", self.names.module),
            (_, Some(ty)) => format!("{finder}({ty})"),
            (Fetch::ModuleParameter, _) => format!("{getter}({})", self.names.module),
            (Fetch::Module(from), _) => {
                let name = self.module_name(function, from);
                let is_object = match from {
                    ModuleFrom::Param(at) => {
                        function.params.list.get(*at).is_none_or(|param| param.ty.base == "PyObject")
                    }
                    ModuleFrom::Variable(_) => true,
                };
                let cast = if is_object { "" } else { "(PyObject *)" };
                format!("{getter}({cast}{name})")
            }
            _ => self.names.state.clone(),
        }
    }

    /// The name of the module object in a function.
    pub(super) fn module_name(&self, function: &Function, from: &ModuleFrom) -> String {
        match from {
            ModuleFrom::Variable(name) => name.clone(),
            ModuleFrom::Param(at) => self.param_name(function, *at),
        }
    }

    /// The module object in a function, when its route leads over it.
    pub(super) fn module_of(&self, id: FnId) -> String {
        match self.plan.routes.get(&id).map(|route| &route.fetch) {
            Some(Fetch::Module(from)) => self.module_name(self.function(id), from),
            // A parameter or a variable that is made for it.
            _ => self.names.module.clone(),
        }
    }

    /// The type of the instances that a function is at work on, where it needs no state to know it.
    pub(super) fn own_type_in(&self, id: FnId) -> Option<String> {
        match self.plan.routes.get(&id).map(|route| &route.fetch) {
            Some(Fetch::OwnType(at)) => Some(format!("Py_TYPE({})", self.param_name(self.function(id), *at))),
            Some(Fetch::TypeParameter) => Some(self.type_parameter(id)),
            _ => None,
        }
    }

    fn type_parameter(&self, id: FnId) -> String {
        let is_taken = self.function(id).idents.iter().any(|known| known == "type");
        if is_taken { "own_type".to_owned() } else { "type".to_owned() }
    }

    /// `Py_TYPE(self)` in a function that CPython calls with an instance.
    pub(super) fn type_of_instance(&self, id: FnId) -> String {
        let at = self.module.entries_of(id).iter().find_map(|entry| match entry.entry.kind.state_from() {
            StateFrom::Dying(at) | StateFrom::Finalizing(at) => Some(at),
            _ => None,
        });
        format!("Py_TYPE({})", self.param_name(self.function(id), at.unwrap_or(0)))
    }

    /// What the state is called in a function: the variable, or the look-up itself where only assertions need it.
    pub(super) fn state_in(&self, id: FnId) -> String {
        let Some(route) = self.plan.routes.get(&id) else { return self.names.state.clone() };
        match &route.state {
            StateName::Own { name, .. } => name.clone(),
            StateName::Clinic => format!("{CLINIC_STATE}()"),
            StateName::Inline if route.fetch != Fetch::Parameter => self.look_up(id, route),
            _ => self.names.state.clone(),
        }
    }

    /// The name of a parameter, or the one it is given.
    fn param_name(&self, function: &Function, at: usize) -> String {
        match function.params.list.get(at) {
            Some(param) => match (&param.name, &param.unused) {
                (Some(name), _) => name.text.clone(),
                (None, Some(unused)) if self.is_free(function, &unused.text) => unused.text.clone(),
                _ => self.new_param_name(function, at),
            },
            None => self.new_param_name(function, at),
        }
    }

    fn is_free(&self, function: &Function, name: &str) -> bool {
        name != "ignored" && name != "unused" && !function.locals.iter().any(|local| local.name == name)
    }

    fn new_param_name(&self, function: &Function, at: usize) -> String {
        let wish = if at == 0 { "self" } else { "other" };
        let taken = function.idents.iter().any(|known| known == wish);
        if taken { format!("{wish}_") } else { wish.to_owned() }
    }

    /// Gives a name to the parameter that the state is found by, where the source has none for it.
    fn name_parameter(&mut self, function: &Function, route: &StateRoute) {
        let at = match &route.fetch {
            Fetch::Module(ModuleFrom::Param(at)) => *at,
            Fetch::Type(at) | Fetch::Instance(at) | Fetch::Dying(at) => *at,
            _ => return,
        };
        let name = self.param_name(function, at);
        match function.params.list.get(at) {
            Some(param) if param.name.is_some() => {}
            Some(param) => {
                let style = self.style(function.span.file);
                let stars = if param.ty.stars > 0 { " *" } else { "" };
                let text = declared(style, &format!("{}{stars}", param.ty.base), &name);
                self.replace(param.span, text, "module-state");
            }
            None => {
                let style = self.style(function.span.file);
                let text = declared(style, "PyObject *", &name);
                self.add_first(function.params.span, function.params.list.is_empty(), &text);
            }
        }
    }
}

/// The statement by which a function fails.
fn gives_up(error: &str) -> String {
    if error.is_empty() { "return;".to_owned() } else { format!("return {error};") }
}
