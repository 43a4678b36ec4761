//! Functions that know a type without the state: what they want to know of it is whether something is of the type of
//! the instance that they are at work on (semantics, section 5.6, and the tests of 5.7).
//!
//! A type that cannot be subclassed is the type of each instance that its functions are called with. A dealloc or clear,
//! a function of a struct sequence, or a helper that only such functions call, then asks the instance, which it has for
//! as long as it runs.

use crate::capi::calls::{Role, role_of};
use crate::capi::entries::StateFrom;
use crate::facts::{ArgKind, Mention, MentionKind};
use crate::link::{FnId, Owner, Symbol, TypeId};
use crate::source::Span;

use super::context::TypeCx;
use super::routes::{Fetch, Router};

impl Router<'_, '_> {
    /// The way of such a function, when it is one.
    pub(super) fn own_type(&self, function: FnId) -> Option<Fetch> {
        let id = self.tested_type(function)?;
        if TypeCx::new(self.cx(), id).has_flag("Py_TPFLAGS_BASETYPE") {
            return None;
        }
        let module = self.cx().module;
        if !module.entries_of(function).is_empty() {
            let mut mentions = self.facts(function).mentions.iter();
            let is_there = mentions.all(|mention| self.is_there(function, mention.span));
            return self.instance_of(function, id).filter(|_| is_there).map(Fetch::OwnType);
        }
        let callers = self.callers(function);
        let is_helper =
            !callers.is_empty() && !module.loose.contains_key(&function) && !self.is_clinics(function);
        let all_know = callers.iter().all(|&(caller, call)| {
            let span = self.facts(caller).calls[call].span;
            self.instance_of(caller, id).is_some() && self.is_there(caller, span)
        });
        (is_helper && all_know).then_some(Fetch::TypeParameter)
    }

    /// Whether nothing frees the instance before this place.
    fn is_there(&self, function: FnId, place: Span) -> bool {
        let facts = self.facts(function);
        let frees =
            facts.calls.iter().filter(|call| matches!(role_of(&call.callee), Some(Role::Free { .. })));
        let members = facts.member_calls.iter().filter(|one| one.member.text.starts_with("tp_"));
        let ends = frees.map(|call| call.span).chain(members.map(|one| one.span));
        ends.map(|span| span.start).all(|start| place.start < start)
    }

    /// The one type that a function compares others with, when it wants the state for nothing else.
    fn tested_type(&self, function: FnId) -> Option<TypeId> {
        let tests = |mention: &Mention| match mention.kind {
            MentionKind::Argument { call, .. } => {
                let callee = &self.facts(function).calls[call].callee;
                matches!(role_of(callee), Some(Role::TypeTest { .. }))
            }
            _ => false,
        };
        let mut found = self.only_mentions(function, tests)?.into_iter();
        match (found.next()?, found.next()) {
            (Symbol::Type(id), None) => Some(id),
            _ => None,
        }
    }

    /// Where a function has an instance of a type, when CPython calls it with nothing else, and so does everybody.
    fn instance_of(&self, function: FnId, id: TypeId) -> Option<usize> {
        let at = self.entry_instance(function, id)?;
        let hands_own = |caller: FnId, kind: &ArgKind| {
            let own = self.entry_instance(caller, id).and_then(|at| self.facts(caller).param(at));
            let own = own.and_then(|param| param.name.as_ref());
            own.is_some_and(|own| *kind == ArgKind::Name(own.text.clone()))
        };
        let is_safe = self.callers(function).into_iter().all(|(caller, call)| {
            let arg = self.facts(caller).calls[call].args.get(at);
            arg.is_some_and(|arg| hands_own(caller, &arg.kind))
        });
        is_safe.then_some(at)
    }

    /// The parameter in which CPython gives a function an instance of a type, in every way that it calls it: where the
    /// state may be gone, or where the type, a struct sequence's, does not know the module.
    fn entry_instance(&self, function: FnId, id: TypeId) -> Option<usize> {
        let module = self.cx().module;
        let is_sequence = self.cx().project.type_def(id).sequence.is_some();
        let mut found = module.entries_of(function).iter().map(|entry| {
            let at = match entry.entry.kind.state_from() {
                StateFrom::Dying(at) | StateFrom::Finalizing(at) => at,
                StateFrom::Instance(at) if is_sequence => at,
                _ => return None,
            };
            (entry.owner == Owner::Type(id)).then_some(at)
        });
        let first = found.next()??;
        let is_named = self.facts(function).param(first).is_some_and(|param| param.name.is_some());
        let agrees = found.all(|other| other == Some(first)) && !module.loose.contains_key(&function);
        (agrees && is_named).then_some(first)
    }
}
