//! The state in a struct that is handed around: `encoder->mod` (semantics, section 5.1: user data).
//!
//! A function may read it there only when it is sure to be set: every caller hands on a struct that was filled before, or
//! one that it was handed itself.

use std::collections::BTreeSet;

use crate::capi::calls::{Role, role_of};
use crate::facts::{Arg, ArgKind, MemberWrite};
use crate::link::FnId;
use crate::source::Span;

use super::routes::{Cause, Fetch, Need, Router, StateName, StateRoute};

/// A parameter that leads to the state.
pub(super) struct Carried {
    /// `encoder->mod`
    pub name: String,
    /// Where the member is filled with something that is not known to be the state: by which function, and the value.
    pub fills: BTreeSet<(FnId, Option<Span>)>,
}

/// One search: is the state in `member` of a `record` at every call?
struct Search<'s> {
    record: &'s str,
    member: &'s str,
    seen: BTreeSet<(FnId, usize)>,
    fills: BTreeSet<(FnId, Option<Span>)>,
}

impl Router<'_, '_> {
    /// The parameter by which a function that is no entry point has the state already.
    pub(super) fn carried(&self, function: FnId) -> Option<Carried> {
        let state = self.demand.home.existing.as_ref()?.type_text.trim_start_matches("struct ").to_owned();
        let cx = self.cx();
        let params = &self.facts(function).params.list;
        params.iter().enumerate().find_map(|(at, param)| {
            let name = param.name.as_ref().filter(|_| param.ty.stars == 1)?;
            let record = cx.project.record(cx.module, &param.ty.base)?;
            let leads = record.fields.iter().find(|field| {
                field.ty.base.trim_start_matches("struct ") == state
                    && field.ty.stars == 1
                    && field.ty.arrays == 0
            })?;
            let mut search = Search {
                record: &param.ty.base,
                member: &leads.name,
                seen: BTreeSet::new(),
                fills: BTreeSet::new(),
            };
            let is_carried =
                !self.is_written_elsewhere(&search) && self.is_carried(&mut search, function, at);
            is_carried
                .then(|| Carried { name: format!("{}->{}", name.text, leads.name), fills: search.fills })
        })
    }

    /// The functions that give this one the state, in a struct or in a parameter that the source has for it: where they
    /// gave something else, or NULL, it is the state now.
    pub(super) fn givers(
        &mut self,
        function: FnId,
        route: &StateRoute,
        symbols: &BTreeSet<Cause>,
    ) -> Vec<FnId> {
        if route.fetch != Fetch::Own {
            return Vec::new();
        }
        let fills = match self.own_param(function) {
            Some(param) => self.given_null(function, param),
            None if self.own_state(function).is_some() => BTreeSet::new(),
            None => self.carried(function).map_or_else(BTreeSet::new, |carried| carried.fills),
        };
        let mut givers = Vec::new();
        for (giver, value) in fills {
            let is_new = value.is_some_and(|value| self.routes.carried.insert((giver, value)));
            if self.need(giver, Need::State, symbols.clone()) || is_new {
                givers.push(giver);
            }
        }
        givers
    }

    /// The callers that give NULL for the state, and those that hand on what they are given themselves.
    fn given_null(&self, function: FnId, param: usize) -> BTreeSet<(FnId, Option<Span>)> {
        let mut found = BTreeSet::new();
        for (caller, call) in self.callers(function) {
            let facts = self.facts(caller);
            let Some(arg) = facts.calls[call].args.get(param) else { continue };
            let own = self.own_param(caller).and_then(|own| facts.params.list[own].name.as_ref());
            match &arg.kind {
                ArgKind::Null => drop(found.insert((caller, Some(arg.span)))),
                ArgKind::Name(name) if own.is_some_and(|own| own.text == *name) => {
                    found.insert((caller, None));
                }
                _ => {}
            }
        }
        found
    }

    /// Whether some function sets the member of a struct that is not its own.
    fn is_written_elsewhere(&self, search: &Search) -> bool {
        self.cx().module.functions(self.cx().project).any(|id| {
            let facts = self.facts(id);
            let is_it = |name: &str| {
                let param = facts.params.list.iter().any(|param| {
                    param.ty.base == search.record
                        && param.name.as_ref().is_some_and(|known| known.text == name)
                });
                param || facts.locals.iter().any(|local| local.name == name && local.ty.base == search.record)
            };
            let mut writes = facts.passed.writes.iter().filter(|write| write.field == search.member);
            writes.any(|write| write.arrow && is_it(&write.variable))
        })
    }

    /// Whether the parameter at `at` has the state at every call, direct or by the function's address.
    fn is_carried(&self, search: &mut Search, function: FnId, at: usize) -> bool {
        if !search.seen.insert((function, at)) {
            return true;
        }
        let cx = self.cx();
        let name = &self.facts(function).name.text;
        if cx.is_in_macro(name) || !cx.module.entries_of(function).is_empty() {
            return false;
        }
        let callers = self.callers(function);
        let loose = cx.module.loose.get(&function).map_or(&[][..], Vec::as_slice);
        (!callers.is_empty() || !loose.is_empty())
            && callers.iter().all(|&(caller, call)| {
                let call = &self.facts(caller).calls[call];
                self.hands(search, caller, call.args.get(at), call.span)
            })
            && loose.iter().all(|&place| self.is_carried_by_address(search, place, at))
    }

    /// The address of a function as an argument of another that does nothing with it but to call it.
    fn is_carried_by_address(&self, search: &mut Search, place: Span, at: usize) -> bool {
        let cx = self.cx();
        let mut uses = cx.module.functions(cx.project).flat_map(|id| {
            self.facts(id).function_uses.iter().filter(|one| one.span == place).map(move |one| (id, one))
        });
        let Some((user, Some((callee, index)))) = uses.next().map(|(id, one)| (id, one.callee.as_ref()))
        else {
            return false;
        };
        let Some(taker) = cx.module.names.function(&cx.project.files, user.0, callee) else { return false };
        let facts = self.facts(taker);
        let Some(param) = facts.param(*index).and_then(|param| param.name.as_ref()) else { return false };
        let mut calls = facts.passed.param_calls.iter().filter(|call| call.param == param.text);
        facts.passed.only_called.contains(&param.text)
            && calls.all(|call| self.hands(search, taker, call.args.get(at), call.span))
    }

    /// Whether a function hands on a struct in which the state is set.
    fn hands(&self, search: &mut Search, function: FnId, arg: Option<&Arg>, call: Span) -> bool {
        let facts = self.facts(function);
        match arg.map(|arg| &arg.kind) {
            Some(ArgKind::Name(name)) => {
                let own = facts.params.list.iter().position(|param| {
                    param.ty.base == search.record
                        && param.ty.stars == 1
                        && param.name.as_ref().is_some_and(|known| known.text == *name)
                });
                let stays = !facts.passed.overwritten.contains(name);
                own.is_some_and(|own| stays && self.is_carried(search, function, own))
            }
            Some(ArgKind::Address(name)) => {
                let mut own = facts.locals.iter().filter(|local| local.name == *name);
                let is_own = match (own.next(), own.next()) {
                    (Some(local), None) => local.ty.base == search.record && local.ty.stars == 0,
                    _ => false,
                };
                let mut writes = facts
                    .passed
                    .writes
                    .iter()
                    .filter(|write| write.variable == *name && write.field == search.member);
                let (Some(write), None) = (writes.next(), writes.next()) else { return false };
                let is_set = is_own && is_set_at(write, call) && !facts.passed.overwritten.contains(name);
                if is_set && !self.is_state(function, &write.value.kind) {
                    search.fills.insert((function, Some(write.value.span)));
                }
                is_set
            }
            _ => false,
        }
    }

    /// Whether a value is the state for sure, or becomes it.
    fn is_state(&self, function: FnId, kind: &ArgKind) -> bool {
        let existing = self.demand.home.existing.as_ref();
        let getter = existing.and_then(|existing| existing.getter.as_ref());
        match kind {
            ArgKind::Call(name) if Some(name) == getter => true,
            ArgKind::Call(name) if role_of(name) == Some(Role::ModuleState) => true,
            ArgKind::Name(name) if matches!(self.own_state(function), Some(StateName::Own { name: own, .. }) if own == *name) => {
                true
            }
            kind => self.is_way(function, kind),
        }
    }
}

/// Whether the member is set wherever control comes to `call`.
fn is_set_at(write: &MemberWrite, call: Span) -> bool {
    write.place.is_some_and(|(statement, block)| block.contains(call) && statement.end <= call.start)
}
