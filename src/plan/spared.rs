//! Calls that need no state, though the function they call has it: by a constant they choose a case that does not use it.
//!
//! `set_error(ERR_MEMORY)` raises what CPython defines, `set_error(ERR_PATTERN)` what the module does. Who calls only for
//! the first kind gives NULL, and stays as it is.

use crate::facts::ArgKind;
use crate::link::FnId;
use crate::source::Span;

use super::routes::{Fetch, Need, Router};

impl Router<'_, '_> {
    /// Whether a call reaches nothing of its callee that uses the state.
    pub(super) fn is_spared(&self, caller: FnId, call: usize) -> bool {
        let cx = self.cx();
        let facts = self.facts(caller);
        let call = &facts.calls[call];
        let Some(callee) = cx.module.names.function(&cx.project.files, caller.0, &call.callee) else {
            return false;
        };
        let Some((param, idle)) =
            self.uses_of_state(callee).and_then(|sites| self.facts(callee).idle_cases(&sites))
        else {
            return false;
        };
        let is_local = |name: &str| {
            facts.locals.iter().any(|local| local.name == name)
                || facts.params.list.iter().any(|one| one.name.as_ref().is_some_and(|own| own.text == name))
        };
        match call.args.get(param).map(|arg| &arg.kind) {
            Some(ArgKind::Name(name)) => idle.contains(name) && !is_local(name),
            _ => false,
        }
    }

    /// Where a function uses the state. `None` where that cannot be said by places.
    fn uses_of_state(&self, function: FnId) -> Option<Vec<Span>> {
        let cx = self.cx();
        let facts = self.facts(function);
        let names = &cx.module.names;
        let (need, _) = self.needs.get(&function)?;
        if *need != Need::State || self.wants_otherwise(function) {
            return None;
        }
        let mentions = self.live_mentions(function).map(|(mention, _)| mention);
        let macros = facts.macro_uses.iter().filter(|one| self.macro_reads(&one.name));
        let calls = facts.calls.iter().filter(|call| {
            let callee = names.function(&cx.project.files, function.0, &call.callee);
            callee.is_some_and(|callee| {
                let gains = self
                    .routes
                    .by_function
                    .get(&callee)
                    .is_none_or(|route| matches!(route.fetch, Fetch::Parameter | Fetch::ModuleParameter));
                self.needs.contains_key(&callee) && gains || self.demand.home.ways.functions.contains(&callee)
            })
        });
        let sites = mentions.map(|one| one.whole).chain(macros.map(|one| one.span));
        Some(sites.chain(calls.map(|one| one.span)).collect())
    }

    /// Callers that must have the state to hand it on, and have not: what spared them once may do so no longer.
    pub(super) fn late_callers(&mut self) -> Vec<FnId> {
        let gaining = self.routes.by_function.iter().filter_map(|(&id, route)| match route.fetch {
            Fetch::Parameter => Some((id, Need::State)),
            Fetch::ModuleParameter => Some((id, Need::Module)),
            _ => None,
        });
        let mut late = Vec::new();
        for (callee, need) in gaining.collect::<Vec<_>>() {
            for (caller, call) in self.callers(callee) {
                if !self.needs.contains_key(&caller) && !self.is_spared(caller, call) {
                    let causes = self.needs[&callee].1.clone();
                    if self.need(caller, need, causes) {
                        late.push(caller);
                    }
                }
            }
        }
        late
    }
}
