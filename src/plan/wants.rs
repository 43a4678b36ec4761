//! What a function wants the state for: what it mentions, what it hands on, and what is added to it.

use crate::facts::{FunctionUse, Mention};
use crate::link::{FnId, Symbol};
use crate::source::Span;

use super::routes::{Cause, Fetch, Need, Router};

impl<'a> Router<'a, '_> {
    /// What a function mentions of what moves.
    pub(super) fn live_mentions(&self, function: FnId) -> impl Iterator<Item = (&'a Mention, Symbol)> {
        let cx = self.cx();
        let live = self.demand.live;
        let mentions = cx.project.function(function).mentions.iter();
        mentions.filter_map(move |mention| {
            let symbol = cx.module.names.mentioned(&cx.project.files, function, mention)?;
            live.contains(&symbol).then_some((mention, symbol))
        })
    }

    /// Whether a macro reads the state.
    pub(super) fn macro_reads(&self, name: &String) -> bool {
        self.routes.macros.contains(name) || self.demand.home.ways.macros.contains(name)
    }

    /// Whether a function wants the state for something that its mentions, calls and macros do not tell.
    pub(super) fn wants_otherwise(&self, function: FnId) -> bool {
        !self.facts(function).walks.is_empty()
            || !self.facts(function).hands_out.is_empty()
            || self.is_handed_one(function)
            || self.converts(function)
            || self.hands_on_by_macro(function)
            || self.is_added_to(function)
    }

    /// Whether a function is given one that gained the state.
    fn is_handed_one(&self, function: FnId) -> bool {
        self.routes.handed.iter().any(|(taker, _)| *taker == function)
    }

    /// Whether code is added to a function that reads the state: the module's own functions.
    fn is_added_to(&self, function: FnId) -> bool {
        self.is_direct(function, |_, cause| cause == Cause::State)
    }

    /// Whether such a need is one of the function's own.
    fn is_direct(&self, function: FnId, is: impl Fn(Need, Cause) -> bool) -> bool {
        self.demand.direct.iter().any(|&(id, need, cause)| id == function && is(need, cause))
    }

    /// Whether a function puts the state into a struct.
    pub(super) fn fills_carrier(&self, function: FnId) -> bool {
        self.routes.carried.iter().any(|(filler, _)| *filler == function)
    }

    /// The function in which a name stands that is a function's, and what is done with it.
    pub(super) fn use_at(&self, place: Span) -> Option<(FnId, &'a FunctionUse)> {
        let project = self.cx().project;
        let mut functions = self.cx().module.functions(project);
        functions.find_map(|id| {
            let mut uses = project.function(id).function_uses.iter();
            uses.find(|one| one.span == place).map(|one| (id, one))
        })
    }

    /// Whether a function uses the state itself: in assertions, or elsewhere.
    pub(super) fn uses(&self, function: FnId, in_assert: bool) -> bool {
        let facts = self.facts(function);
        let names = &self.cx().module.names;
        let files = &self.cx().project.files;
        let mentions = self.live_mentions(function).any(|(mention, _)| mention.in_assert == in_assert);
        let macros =
            || facts.macro_uses.iter().any(|one| one.in_assert == in_assert && self.macro_reads(&one.name));
        let carries = || !in_assert && self.fills_carrier(function);
        let hands = || !in_assert && self.is_handed_one(function);
        let passes = || {
            facts.calls.iter().filter(|call| call.in_assert == in_assert).any(|call| {
                let callee = names.function(files, function.0, &call.callee);
                callee.is_some_and(|callee| {
                    let fetch = self.routes.by_function.get(&callee).map(|route| &route.fetch);
                    fetch == Some(&Fetch::Parameter) || self.demand.home.ways.functions.contains(&callee)
                })
            })
        };
        // Needed for what is added to the function: the module's own functions, the creation of types. Who only asks
        // for the module needs no more than that.
        let asked = || {
            !in_assert
                && self.demand.free != Some(function)
                && self.is_direct(function, |need, cause| need == Need::State && cause == Cause::State)
        };
        let makes = || {
            !in_assert
                && self.is_direct(function, |need, cause| need == Need::Module && cause != Cause::State)
        };
        // Converters that it hands on, and calls in its macros.
        let lends = || !in_assert && (self.converts(function) || self.hands_on_by_macro(function));
        // A table that the function walks, and a struct that it hands out, may be filled from the state.
        let walks = || {
            let needs = self.is_direct(function, |need, _| need == Need::State);
            let has_any = !facts.walks.is_empty() || !facts.hands_out.is_empty();
            !in_assert && has_any && needs
        };
        let by_itself = mentions || macros() || walks();
        by_itself || carries() || hands() || lends() || passes() || asked() || makes()
    }
}
