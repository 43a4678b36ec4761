//! Macros that read the state.

use crate::plan::{Fetch, Step, StepAt};
use crate::source::Span;

use super::Emitter;

impl Emitter<'_> {
    /// Gives each macro that needs it a parameter for the state, and hands it on where the macro is used.
    pub(super) fn macros(&mut self) {
        let state = self.names.state.clone();
        self.written_functions();
        for name in self.plan.macros.iter().filter(|name| !self.plan.written.contains_key(*name)) {
            for definition in self.module.macros.get(name) {
                let Some(params) = &definition.params else {
                    if self.becomes_call(name) {
                        self.insert(definition.name_span.after(), format!("({state})"), "mention-macro", 0);
                    }
                    continue;
                };
                let parens = Span {
                    start: definition.name_span.end,
                    end: definition.body.start,
                    ..definition.name_span
                };
                self.add_to_parens(parens.start, params.is_empty(), &state, parens);
            }
            self.macro_uses(name, &state);
        }
        self.calls_in_macros();
    }

    /// Calls in macros of functions that gain a parameter for the state.
    fn calls_in_macros(&mut self) {
        let names: Vec<String> = self.plan.macros.clone();
        for definition in names.iter().flat_map(|name| self.module.macros.get(name)) {
            let Some(file) = self.cx().file_of(definition.span) else { continue };
            for call in definition.tokens.windows(3).filter(|call| call[1].0 == "(") {
                let callee = self.module.names.function(&self.project.files, file, &call[0].0);
                let route = callee.and_then(|callee| self.plan.routes.get(&callee));
                if route.is_some_and(|route| route.fetch == Fetch::Parameter) {
                    let separator = if call[2].0 == ")" { "" } else { ", " };
                    let text = format!("{}{separator}", self.names.state);
                    self.insert(call[1].1.after(), text, "module-state", 0);
                }
            }
        }
    }

    /// Whether a macro without parameters is given one: where it is used the state goes by another name, or by none.
    fn becomes_call(&self, name: &str) -> bool {
        let is_word = self.module.macros.get(name).iter().all(|definition| definition.params.is_none());
        let mut users = self.module.functions(self.project).filter(|&id| {
            let uses = &self.function(id).macro_uses;
            self.plan.routes.contains_key(&id) && uses.iter().any(|one| one.name == name)
        });
        is_word && users.any(|id| self.state_in(id) != self.names.state)
    }

    /// The macro's uses, in functions and in other macros, where it was a word until now.
    fn word_uses(&mut self, name: &str, state: &str) {
        for id in self.module.functions(self.project).collect::<Vec<_>>() {
            for use_ in self.function(id).macro_uses.iter().filter(|one| one.name == name) {
                self.insert(use_.span.after(), format!("({})", self.state_in(id)), "mention-macro", 0);
            }
        }
        let names: Vec<String> = self.plan.macros.clone();
        for definition in names.iter().flat_map(|other| self.module.macros.get(other)) {
            for (_, span) in definition.tokens.iter().filter(|(word, _)| word == name) {
                self.insert(span.after(), format!("({state})"), "mention-macro", 0);
            }
        }
    }

    fn macro_uses(&mut self, name: &str, state: &str) {
        if self.becomes_call(name) {
            return self.word_uses(name, state);
        }
        let takes = self.module.macros.get(name).iter().any(|definition| definition.params.is_some());
        if !takes {
            return;
        }
        for id in self.module.functions(self.project).collect::<Vec<_>>() {
            for use_ in &self.function(id).macro_uses {
                let goes = |at: &StepAt| matches!(at.step, Step::AskDealloc { whole, .. } if whole.contains(use_.span));
                if use_.name == name
                    && !self.plan.steps.iter().any(goes)
                    && let Some(parens) = use_.parens
                {
                    let is_empty = self.text(parens).trim_matches(['(', ')', ' ']).is_empty();
                    let state = self.state_in(id);
                    self.add_first(parens, is_empty, &state);
                }
            }
        }
        let names: Vec<String> = self.plan.macros.clone();
        for definition in names.iter().flat_map(|other| self.module.macros.get(other)) {
            let uses = definition.tokens.windows(2).filter(|pair| pair[0].0 == name && pair[1].0 == "(");
            for pair in uses.collect::<Vec<_>>() {
                let open = pair[1].1;
                self.insert(open.after(), format!("{state}, "), "mention-macro", 0);
            }
        }
    }

    /// Puts the state first into the parameter list that opens at `at`.
    fn add_to_parens(&mut self, at: u32, is_empty: bool, state: &str, within: Span) {
        let open = Span { start: at, end: at + 1, ..within };
        let text = if is_empty { state.to_owned() } else { format!("{state}, ") };
        self.insert(open.after(), text, "mention-macro", 0);
    }

    /// What the state is called in the body of a macro: a parameter is put in parentheses.
    pub(super) fn state_in_macro(&self, whole: Span) -> String {
        let state = &self.names.state;
        let own = self.module.macros.iter().find(|one| one.body.contains(whole));
        let takes = own.is_some_and(|one| one.params.is_some() || self.becomes_call(&one.name));
        let has_own = own.is_some_and(|one| self.plan.written.contains_key(&one.name));
        if takes && !has_own { format!("({state})") } else { state.clone() }
    }
}
