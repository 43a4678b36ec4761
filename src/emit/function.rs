//! How functions get at the state: parameters, look-ups, and what they hand on.

use crate::facts::{Function, Prototype};
use crate::link::FnId;
use crate::plan::{Fetch, ModuleFrom, StateRoute};
use crate::source::Span;

use super::printer::declared;
use super::{Emitter, order};

impl Emitter<'_> {
    pub(super) fn functions(&mut self) {
        for (&id, route) in &self.plan.routes {
            match route.fetch {
                Fetch::Parameter => {
                    self.add_parameter(id, &format!("{} *", self.names.state_type), &self.names.state.clone())
                }
                Fetch::ModuleParameter => {
                    self.add_parameter(id, "PyObject *", "module");
                    self.fetch(id, route);
                }
                _ => self.fetch(id, route),
            }
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
            self.insert(at, format!("{text}, "), "module-state", 0);
        }
    }

    /// Declares the variable for the state and fills it, at the start of a function.
    fn fetch(&mut self, id: FnId, route: &StateRoute) {
        let function = self.function(id);
        self.name_parameter(function, route);
        if !route.variable {
            return;
        }
        let mut printer = self.printer(function.span.file);
        let variable = declared(printer.style, &format!("{} *", self.names.state_type), &self.names.state);
        let state = self.names.state.clone();
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
            (_, Some(error)) => printer.when(&is_null, &[&format!("return {error};")]),
            _ => {}
        }
        let lines = printer.lines();
        self.at_start(function, &lines, "module-state", order::FETCH);
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
        match &route.fetch {
            Fetch::Parameter => self.names.state.clone(),
            Fetch::ModuleParameter => format!("{getter}(module)"),
            Fetch::Module(from) => format!("{getter}({})", self.module_name(function, from)),
            Fetch::Type(at) => {
                let param = &function.params.list[*at];
                let name = self.param_name(function, *at);
                match param.ty.base == "PyTypeObject" {
                    true => format!("{finder}({name})"),
                    false => format!("{finder}((PyTypeObject *){name})"),
                }
            }
            Fetch::Instance(at) => format!("{finder}(Py_TYPE({}))", self.param_name(function, *at)),
            Fetch::Operands(_) => format!("{finder}(Py_TYPE({}))", self.param_name(function, 0)),
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
            _ => "module".to_owned(),
        }
    }

    /// What the state is called in a function: the variable, or the look-up itself where only assertions need it.
    pub(super) fn state_in(&self, id: FnId) -> String {
        match self.plan.routes.get(&id) {
            Some(route) if !route.variable && route.fetch != Fetch::Parameter => self.look_up(id, route),
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
            Fetch::Module(ModuleFrom::Param(at)) | Fetch::Type(at) | Fetch::Instance(at) => *at,
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
