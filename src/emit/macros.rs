//! Macros that read the state.

use crate::plan::Fetch;
use crate::source::Span;

use super::Emitter;

impl Emitter<'_> {
    /// Gives each macro that needs it a parameter for the state, and hands it on where the macro is used.
    pub(super) fn macros(&mut self) {
        let state = self.names.state.clone();
        for name in &self.plan.macros {
            for definition in self.module.macros.get(name) {
                let Some(params) = &definition.params else { continue };
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

    fn macro_uses(&mut self, name: &str, state: &str) {
        let takes = self.module.macros.get(name).iter().any(|definition| definition.params.is_some());
        if !takes {
            return;
        }
        for id in self.module.functions(self.project).collect::<Vec<_>>() {
            for use_ in &self.function(id).macro_uses {
                if use_.name == name
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
        let takes = self.module.macros.iter().any(|one| one.body.contains(whole) && one.params.is_some());
        if takes { format!("({state})") } else { state.clone() }
    }
}
