//! Functions that are handed to helpers of the module which do nothing with them but to call them: `each(list, visit)`.
//!
//! The helper has the state then, and hands it on; all that are handed to it alike gain the same parameter.

use std::collections::BTreeSet;

use crate::facts::ArgKind;
use crate::link::FnId;
use crate::source::Span;

use super::routes::Router;

/// Functions, and the parameters that they are given for, whoever of them comes first.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub functions: BTreeSet<FnId>,
    /// Helpers, each with the place of its parameter.
    pub takers: BTreeSet<(FnId, usize)>,
}

impl Router<'_, '_> {
    /// All that must change when this function gains a parameter; `None` when others know its address, too.
    pub(super) fn handed(&self, function: FnId) -> Option<Group> {
        let mut group = Group::default();
        let mut rest = vec![function];
        while let Some(next) = rest.pop() {
            if !group.functions.insert(next) {
                continue;
            }
            if !self.can_be_handed(next) {
                return None;
            }
            for &place in self.cx().module.loose.get(&next)? {
                let taker = self.taker_at(place)?;
                if group.takers.insert(taker) {
                    rest.extend(self.handed_to(taker)?);
                }
            }
        }
        Some(group)
    }

    /// Whether nothing calls a function by its address but whoever it is handed to, and it has no way of its own.
    fn can_be_handed(&self, function: FnId) -> bool {
        let is_entry = !self.cx().module.entries_of(function).is_empty();
        let in_macro = self.cx().is_in_macro(&self.facts(function).name.text);
        !is_entry && !in_macro && self.own_way(function).is_none()
    }

    /// The helper's parameter that a function is given for at a place.
    fn taker_at(&self, place: Span) -> Option<(FnId, usize)> {
        let cx = self.cx();
        let (user, one) = self.use_at(place)?;
        let (callee, at) = one.callee.as_ref()?;
        let taker = cx.module.names.function(&cx.project.files, user.0, callee)?;
        let facts = self.facts(taker);
        let name = &facts.param(*at)?.name.as_ref()?.text;
        let is_pointer = facts.passed.pointers.iter().any(|pointer| pointer.param == *name);
        let is_only_called = facts.passed.only_called.contains(name);
        let is_helper = cx.module.entries_of(taker).is_empty() && !cx.module.loose.contains_key(&taker);
        let own = &facts.name.text;
        let is_near = !cx.is_declared(own) && !cx.is_in_macro(own);
        (is_pointer && is_only_called && is_helper && is_near).then_some((taker, *at))
    }

    /// The functions that a helper is given for a parameter, when each call gives one of the module's.
    fn handed_to(&self, (taker, at): (FnId, usize)) -> Option<Vec<FnId>> {
        let cx = self.cx();
        let given = |(caller, call): (FnId, usize)| match &self.facts(caller).calls[call].args.get(at)?.kind {
            ArgKind::Name(name) | ArgKind::Address(name) => {
                let is_local = self.facts(caller).locals.iter().any(|local| local.name == *name);
                let function = cx.module.names.function(&cx.project.files, caller.0, name);
                function.filter(|_| !is_local)
            }
            _ => None,
        };
        self.callers(taker).into_iter().map(given).collect()
    }
}
