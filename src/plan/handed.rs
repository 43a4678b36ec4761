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
        !is_entry && !self.is_in_macro(function) && self.own_way(function).is_none()
    }

    fn is_in_macro(&self, function: FnId) -> bool {
        let name = &self.facts(function).name.text;
        self.cx().module.macros.iter().any(|one| one.idents.iter().any(|(ident, _)| ident == name))
    }

    /// The helper's parameter that a function is given for at a place.
    fn taker_at(&self, place: Span) -> Option<(FnId, usize)> {
        let cx = self.cx();
        let uses = |id: FnId| self.facts(id).function_uses.iter().map(move |one| (id, one));
        let mut uses = cx.module.functions(cx.project).flat_map(uses);
        let (user, one) = uses.find(|(_, one)| one.span == place)?;
        let (callee, at) = one.callee.as_ref()?;
        let taker = cx.module.names.function(&cx.project.files, user.0, callee)?;
        let facts = self.facts(taker);
        let name = &facts.param(*at)?.name.as_ref()?.text;
        let is_pointer = facts.passed.pointers.iter().any(|pointer| pointer.param == *name);
        let is_only_called = facts.passed.only_called.contains(name);
        let is_helper = cx.module.entries_of(taker).is_empty() && !cx.module.loose.contains_key(&taker);
        let files = cx.module.files.iter().map(|&file| &cx.project.files[file]);
        let is_declared =
            files.flat_map(|file| &file.prototypes).any(|prototype| prototype.name.text == facts.name.text);
        (is_pointer && is_only_called && is_helper && !is_declared && !self.is_in_macro(taker))
            .then_some((taker, *at))
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
