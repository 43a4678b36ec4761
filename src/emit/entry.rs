//! Entry points in two: what they do takes the state as a parameter, and what CPython calls finds it.

use crate::facts::Function;
use crate::link::FnId;
use crate::plan::{EntryPoint, StateName, StateRoute};
use crate::source::Span;
use crate::syntax::ast::Param;

use super::Emitter;
use super::printer::declared;

const AUTHOR: &str = "guard-route";

impl Emitter<'_> {
    /// The function gets another name and the state, and one of the old name behind it calls it.
    pub(super) fn split_entry(&mut self, id: FnId, route: &StateRoute) {
        let Some(entry) = &route.entry else { return };
        let function = self.function(id);
        let style = self.style(function.span.file);
        let state = declared(style, &format!("{} *", self.names.state_type), &self.state_in(id));
        self.replace(function.name.span, entry.inner.clone(), AUTHOR);
        self.add_first(function.params.span, function.params.list.is_empty(), &state);
        self.own_variable_goes(id, route);
        self.prototypes_of_inner(id, entry, &state);
        let text = self.entry_text(id, function, entry);
        self.insert(function.body.after(), self.bytes(&text), AUTHOR, 0);
    }

    /// Beside each prototype of the entry point, one of the function behind it.
    fn prototypes_of_inner(&mut self, id: FnId, entry: &EntryPoint, state: &str) {
        for &file in &self.module.files {
            for prototype in &self.project.files[file].prototypes {
                if !self.declares(file, prototype, id) {
                    continue;
                }
                let (name, params) = (prototype.name.span, prototype.params.span);
                let part = |start: u32, end: u32| self.text(Span { start, end, ..name });
                let separator = if prototype.params.list.is_empty() { "" } else { ", " };
                let rest =
                    if separator.is_empty() { ")".to_owned() } else { part(params.start + 1, params.end) };
                let text = format!(
                    "{}{}({state}{separator}{rest};{}",
                    part(prototype.span.start, name.start),
                    entry.inner,
                    self.style(name.file).newline,
                );
                let at = self.behind_state_struct(prototype.span).unwrap_or(prototype.span.before());
                self.insert(at, self.bytes(&text), AUTHOR, 0);
            }
        }
    }

    /// The line behind the source's own struct of the state, for what names it and would stand before it.
    fn behind_state_struct(&self, place: Span) -> Option<Span> {
        let existing = self.plan.state.home.existing.as_ref()?;
        let records = &self.project.files[existing.file].records;
        let record = records.iter().find(|record| record.body == existing.body)?.span;
        let is_early = place.file == record.file && place.end <= record.start;
        is_early.then(|| self.sources.get(record.file).line_at(record.end.saturating_sub(1)).after())
    }

    /// The old head with a body that finds the state.
    fn entry_text(&self, id: FnId, function: &Function, entry: &EntryPoint) -> String {
        let style = self.style(function.span.file);
        let newline = style.newline;
        let route = StateRoute {
            fetch: entry.fetch.clone(),
            error: entry.error,
            state: StateName::Chosen,
            module: false,
            entry: None,
        };
        let mut printer = self.printer(function.span.file);
        self.state_variable(&mut printer, id, &route);
        let args = self.names_of_params(function);
        let separator = if args.starts_with(['\n', '\r']) { "," } else { ", " };
        printer.line(format!("return {}({}{separator}{args});", entry.inner, self.names.state));
        let lines = printer.lines();
        let body: String =
            lines.iter().map(|line| super::placed(line, &style.indent, newline) + newline).collect();
        let head = self.text(Span { end: function.body.start + 1, ..function.span });
        format!("{newline}{newline}{head}{newline}{body}}}")
    }

    /// What stands between the parentheses, each declaration replaced by its name.
    fn names_of_params(&self, function: &Function) -> String {
        let list = function.params.span;
        let mut text = String::new();
        let mut at = list.start + 1;
        for param in &function.all_params {
            text.push_str(&self.text(Span { start: at, end: param.span.start, ..list }));
            text.push_str(&handed_on(param));
            at = param.span.end;
        }
        text.push_str(&self.text(Span { start: at, end: list.end - 1, ..list }));
        text
    }
}

/// A parameter that the function does not use is not handed on.
fn handed_on(param: &Param) -> String {
    match &param.name {
        Some(name) => name.text.clone(),
        None if param.ty.stars > 0 => "NULL".to_owned(),
        None => "0".to_owned(),
    }
}
