//! Converters that need the state: the struct that holds it beside the place for the result, and what they make of it.

use crate::link::FnId;
use crate::plan::Fetch;
use crate::source::Span;

use super::printer::{Printer, declared};
use super::{Emitter, order};

impl Emitter<'_> {
    fn has_converters(&self) -> bool {
        self.plan.routes.values().any(|route| route.fetch == Fetch::Converter)
    }

    /// What a converter is given in place of where its result goes.
    pub(super) fn converter_struct(&self, printer: &mut Printer) {
        if !self.has_converters() {
            return;
        }
        printer.blank();
        printer.line("typedef struct {");
        printer.indent();
        printer.line(declared(printer.style, &format!("{} *", self.names.state_type), "state;"));
        printer.line(declared(printer.style, "void *", "result;"));
        printer.dedent();
        printer.line(format!("}} {};", self.names.converter_arg));
    }

    /// The second parameter of a converter becomes the struct, from which it takes the state and its old parameter.
    pub(super) fn converter(&mut self, id: FnId) {
        let function = self.function(id);
        let Some(place) = function.params.list.get(1) else { return };
        let is_free = |name: &&&str| !function.idents.iter().any(|known| known == **name);
        let wishes = ["arg", "converter_arg", "converted"];
        let arg = wishes.iter().find(is_free).copied().unwrap_or("the_converter_arg");
        let style = self.style(function.span.file);
        let given = format!("(({} *){arg})", self.names.converter_arg);
        let state = declared(style, &format!("{} *", self.names.state_type), &self.state_in(id));
        let mut lines = vec![format!("{state} = {given}->state;")];
        // What the body does not name would be an unused variable.
        let body = self.text(function.body);
        let mut words = body.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        if place.name.as_ref().is_some_and(|name| words.any(|word| word == name.text)) {
            lines.push(format!("{} = {given}->result;", self.text(place.span)));
        }
        let param = declared(style, "void *", arg);
        self.replace(place.span, param, "module-state");
        self.at_body_start(function, &lines, "module-state", order::FETCH);
    }

    /// `&x` becomes the struct, made in passing: `&(arg){state, &x}`
    pub(super) fn hand_to_converter(&mut self, function: FnId, place: Span, author: &'static str) {
        let head = format!("&({}){{{}, ", self.names.converter_arg, self.state_in(function));
        self.insert(place.before(), head, author, 0);
        self.insert(place.after(), "}", author, 0);
    }
}
