//! The loop that empties a free list, right before the module gives its type back.

use crate::facts::Link;
use crate::link::{FnId, Symbol};
use crate::plan::{Drain, Fetch};

use super::Emitter;
use super::printer::{Printer, declared};

impl Emitter<'_> {
    pub(super) fn drain(&self, printer: &mut Printer, state: &str, drain: &Drain) {
        if let Some(name) = drain.by.and_then(|by| self.drains_here(by)) {
            return printer.line(format!("{name}({state});"));
        }
        let field = |id| format!("{state}->{}", self.field_name(Symbol::Global(id)));
        let list = field(drain.list);
        let count = drain.count.map(field);
        match (&drain.link, &count) {
            (Link::Member(member), _) => {
                let pointer = format!("{} *", self.project.global(drain.list).ty.base);
                let cast = declared(printer.style, &pointer, "").trim_end().to_owned();
                let parked = declared(printer.style, &pointer, "parked");
                printer.opened("while", &format!("{list} != NULL"));
                printer.line(format!("{parked} = {list};"));
                printer.line(format!("{list} = ({cast})parked->{member};"));
                printer.line(format!("{}(parked);", drain.free));
                printer.closed();
                if let Some(count) = count {
                    printer.line(format!("{count} = 0;"));
                }
            }
            (Link::Element, Some(count)) => {
                printer.opened("while", &format!("{count} > 0"));
                printer.line(format!("{}({list}[--{count}]);", drain.free));
                printer.closed();
            }
            (Link::Element, None) => {}
        }
    }

    /// The name of a function that drains the list, when m_clear can call it: it is given the state, and stands further up.
    fn drains_here(&self, by: FnId) -> Option<&str> {
        let (function, clear) =
            (self.function(by), self.plan.own.clear.map(|clear| self.function(clear).span));
        let place = clear.unwrap_or(self.definition_home());
        let takes = self.plan.routes.get(&by).is_some_and(|route| route.fetch == Fetch::Parameter);
        let is_above = function.span.file == place.file && function.span.end <= place.start;
        (takes && is_above).then_some(function.name.text.as_str())
    }
}
