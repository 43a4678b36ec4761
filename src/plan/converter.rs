//! Converters: functions that `O&` hands to the parser of arguments, with the place for their result (semantics, section
//! 5.1).
//!
//! The place is all that a converter is given beside the object. So what points to it now points to a struct that holds the
//! state, too, which the caller makes where it hands the place over.

use crate::capi::calls::{Role, role_of};
use crate::link::FnId;
use crate::source::Span;

use super::routes::{Cause, Fetch, Need, Router, StateRoute};
use std::collections::BTreeSet;

/// One use of a converter: by which function, and what it gives as the place for the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Conversion {
    pub user: FnId,
    pub place: Span,
}

impl Router<'_, '_> {
    /// Every use of a function, when each gives it to a parser of arguments, and a place for the result right behind it.
    pub(super) fn conversions(&self, function: FnId) -> Option<Vec<Conversion>> {
        let cx = self.cx();
        let facts = self.facts(function);
        let name = &facts.name.text;
        let takes_place = match &facts.params.list[..] {
            [_, place] => place.name.is_some() && place.ty.stars > 0 && place.ty.arrays == 0,
            _ => false,
        };
        // C++ has no address of what it makes in passing.
        let is_plain = !cx.project.files[function.0].is_cplusplus && self.own_state(function).is_none();
        let is_called = !cx.module.entries_of(function).is_empty() || !self.callers(function).is_empty();
        if !takes_place || cx.is_declared(name) || cx.is_in_macro(name) || !is_plain || is_called {
            return None;
        }
        cx.module.loose.get(&function)?.iter().map(|&span| self.conversion(span)).collect()
    }

    fn conversion(&self, span: Span) -> Option<Conversion> {
        let (user, use_) = self.use_at(span)?;
        let (callee, index) = use_.callee.as_ref()?;
        let mut calls = self.facts(user).calls.iter();
        let call = calls.find(|call| call.callee == *callee && call.span.contains(span))?;
        let is_parser = matches!(role_of(callee), Some(Role::Parse { .. }));
        let place = call.args.get(index + 1).filter(|_| is_parser && !call.in_assert)?;
        Some(Conversion { user, place: place.span })
    }

    /// The functions that hand a converter on, and must have the state for it now.
    pub(super) fn converter_users(
        &mut self,
        function: FnId,
        route: &StateRoute,
        causes: &BTreeSet<Cause>,
    ) -> Vec<FnId> {
        let conversions = match route.fetch {
            Fetch::Converter => self.conversions(function).unwrap_or_default(),
            _ => Vec::new(),
        };
        self.routes.conversions.extend(conversions.iter().map(|one| (one.user, one.place)));
        let users: BTreeSet<FnId> = conversions.iter().map(|one| one.user).collect();
        users.into_iter().filter(|&user| self.need(user, Need::State, causes.clone())).collect()
    }

    /// Whether a function hands a converter on that needs the state.
    pub(super) fn converts(&self, function: FnId) -> bool {
        self.routes.conversions.iter().any(|(user, _)| *user == function)
    }
}
