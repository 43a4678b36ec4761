//! Functions that a macro writes: one body for all of them, so that all must reach the state alike.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::link::FnId;
use crate::source::Span;

use super::routes::{Cause, Failure, Fetch, Need, Router};

impl Router<'_, '_> {
    /// Refuses a way to the state that would take more than lines in the macro's body.
    pub(super) fn in_macro_body(&self, function: FnId, fetch: &Fetch) -> Result<(), Box<Diagnostic>> {
        let facts = self.facts(function);
        let Some(by_macro) = &facts.by_macro else { return Ok(()) };
        let finds =
            matches!(fetch, Fetch::Module(_) | Fetch::Type(_) | Fetch::Instance(_) | Fetch::Operands(_));
        if finds && !self.twofold.contains(&function) {
            return Ok(());
        }
        let name = &by_macro.name;
        let message = format!("{} writes functions that would have to be given the state", name.text);
        let diagnostic = self.failure(function, message).id("P-3").at(name.span, "the macro");
        Err(Box::new(diagnostic.help("write the functions out")))
    }

    /// Who else needs the state because a macro that calls `function` calls them by the same words.
    pub(super) fn beside_in_written(
        &mut self,
        function: FnId,
        fetch: &Fetch,
        causes: &BTreeSet<Cause>,
    ) -> Vec<FnId> {
        if *fetch != Fetch::Parameter {
            return Vec::new();
        }
        let callers = self.callers(function).into_iter();
        let places = callers.map(|(caller, call)| (caller, self.facts(caller).calls[call].parens));
        let beside: BTreeSet<FnId> =
            places.flat_map(|(caller, place)| self.called_at(caller, place)).flatten().collect();
        beside.into_iter().filter(|&one| self.need(one, Need::State, causes.clone())).collect()
    }

    /// The functions that are called at one place; `None` for one that is not the module's.
    fn called_at(&self, caller: FnId, place: Span) -> Vec<Option<FnId>> {
        let cx = self.cx();
        let facts = cx.project.function(caller);
        if facts.by_macro.is_none() {
            return Vec::new();
        }
        let calls = facts.calls.iter().filter(|call| call.parens == place);
        calls.map(|call| cx.module.names.function(&cx.project.files, caller.0, &call.callee)).collect()
    }

    /// Refuses functions that a macro calls by the same words as others which do not gain the same parameter.
    pub(super) fn check_written_calls(&mut self) {
        let gains = |function: &FnId| {
            let route = self.routes.by_function.get(function)?;
            route.fetch.is_parameter().then_some((&route.fetch, route.entry.is_some()))
        };
        let mut failures = Vec::new();
        for &function in self.routes.by_function.keys().filter(|function| gains(function).is_some()) {
            for (caller, call) in self.callers(function) {
                let call = &self.facts(caller).calls[call];
                let others = self.called_at(caller, call.parens);
                let alike = |other: &Option<FnId>| other.as_ref().and_then(gains) == gains(&function);
                let is_renamed =
                    gains(&function).is_some_and(|(_, is_renamed)| is_renamed) && others.len() > 1;
                if others.iter().all(alike) && !is_renamed {
                    continue;
                }
                let name = &self.facts(function).name.text;
                let message =
                    format!("a macro calls {name} as it calls others, which are not given the state");
                let diagnostic = self.failure(function, message).id("P-4").at(call.span, "called here");
                let diagnostic = diagnostic.help("write the functions out");
                failures.push(Failure { blames: self.needs[&function].1.clone(), diagnostic });
            }
        }
        self.routes.failures.extend(failures);
    }
}
