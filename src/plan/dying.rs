//! The state in functions that may run when it is gone: deallocs and clears (semantics, section 5.6).
//!
//! Whoever only takes something out of a container of the module has nothing to take out once the container is gone. Such
//! a function looks for the state in a way that cannot fail, and leaves the removal out where there is none. Any other
//! use of the state keeps its place, and the type static.

use std::collections::BTreeSet;

use crate::capi::calls::{Role, role_of};
use crate::facts::{Check, Mention, MentionKind};
use crate::link::{FnId, Symbol};
use crate::source::Span;

use super::ModuleCx;
use super::routes::{Fetch, Need, Router, Routes};
use super::step::{Step, StepAt};

const AUTHOR: &str = "guard-route";

impl ModuleCx<'_> {
    /// Where the question whether a container is there still can be asked, when a mention of it is a removal from it.
    fn removal(&self, function: FnId, mention: &Mention) -> Option<Ask> {
        let MentionKind::Argument { call, index: 0 } = mention.kind else { return None };
        let call = &self.project.function(function).calls[call];
        if mention.address || call.anchor.nested || role_of(&call.callee) != Some(Role::Remove) {
            return None;
        }
        match call.check {
            Check::None => call.statement.map(Ask::Around),
            Check::If { condition, on_failure: true, .. } => Some(Ask::Within(condition)),
            _ => None,
        }
    }
}

/// Where the question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// In an `if` around the statement.
    Around(Span),
    /// At the start of a condition that is true when the removal fails.
    Within(Span),
}

impl Router<'_, '_> {
    /// Whether all that a function does with the state is to take something out of what it holds, or to park its object.
    pub(super) fn only_removes(&self, function: FnId) -> bool {
        let parking = self.cx().parks_in(function).map(|list| list.parking.statement);
        let parks = |mention: &Mention| parking.is_some_and(|statement| statement.contains(mention.span));
        let is_one = |mention: &Mention| parks(mention) || self.cx().removal(function, mention).is_some();
        self.only_mentions(function, is_one).is_some()
    }

    /// What a function mentions of what moves, when it wants the state for nothing but such mentions as `is_one` knows.
    pub(super) fn only_mentions(
        &self,
        function: FnId,
        is_one: impl Fn(&Mention) -> bool,
    ) -> Option<BTreeSet<Symbol>> {
        let cx = self.cx();
        let facts = self.facts(function);
        let names = &cx.module.names;
        let mentions = self.live_mentions(function);
        let mentions: Vec<_> =
            mentions.filter(|(mention, _)| !cx.is_stateless(function, mention.whole)).collect();
        let hands_on = facts.calls.iter().any(|call| {
            let callee = names.function(&cx.project.files, function.0, &call.callee);
            callee.is_some_and(|callee| {
                let fetch = self.routes.by_function.get(&callee).map(|route| &route.fetch);
                matches!(fetch, Some(Fetch::Parameter | Fetch::ModuleParameter))
                    || self.demand.home.ways.functions.contains(&callee)
            })
        });
        let expands = facts
            .macro_uses
            .iter()
            .any(|one| self.macro_reads(&one.name) && !cx.is_stateless(function, one.span));
        let only_state = self.needs.get(&function).is_some_and(|(need, _)| *need == Need::State);
        let is_all = only_state
            && !self.wants_otherwise(function)
            && !self.fills_carrier(function)
            && !hands_on
            && !expands
            && !mentions.is_empty()
            && mentions.iter().all(|(mention, _)| is_one(mention));
        is_all.then(|| mentions.into_iter().map(|(_, symbol)| symbol).collect())
    }
}

/// The questions that functions with a route of that kind must ask.
pub fn questions(cx: &ModuleCx, routes: &Routes, live: impl Fn(Symbol) -> bool) -> Vec<StepAt> {
    let mut steps = Vec::new();
    let dying = routes.by_function.iter().filter(|(_, route)| matches!(route.fetch, Fetch::Dying(_)));
    for (&function, _) in dying {
        // Nothing is parked when the state let go of the type.
        if let Some(list) = cx.parks_in(function) {
            let (symbol, ask) = (Symbol::Type(list.ty), Ask::Within(list.parking.condition));
            steps.push(StepAt { step: Step::AskFor { function, symbol, ask }, author: AUTHOR });
        }
        for mention in &cx.project.function(function).mentions {
            let symbol = cx.module.names.mentioned(&cx.project.files, function, mention);
            if let (Some(symbol), Some(ask)) =
                (symbol.filter(|&symbol| live(symbol)), cx.removal(function, mention))
            {
                steps.push(StepAt { step: Step::AskFor { function, symbol, ask }, author: AUTHOR });
            }
        }
    }
    steps
}
