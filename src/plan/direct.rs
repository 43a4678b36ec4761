//! Entry points that the module calls itself, too.

use std::collections::BTreeSet;

use crate::capi::calls::{Role, role_of};
use crate::capi::entries::StateFrom;
use crate::diagnostic::Diagnostic;
use crate::facts::ArgKind;
use crate::link::FnId;
use crate::syntax::ast::{Param, TypeText};

use super::routes::{Failure, Fetch, ModuleFrom, Need, Router};

impl Router<'_, '_> {
    /// Entry points that are called directly, too, must be given there what they find the state by.
    pub(super) fn check_direct_calls(&mut self) {
        let mut failures = Vec::new();
        for (&function, route) in &self.routes.by_function {
            let param = match &route.fetch {
                Fetch::Module(ModuleFrom::Param(at)) => *at,
                Fetch::Type(at) | Fetch::Instance(at) | Fetch::Dying(at) => *at,
                _ => continue,
            };
            let of_module = matches!(route.fetch, Fetch::Module(_));
            for (caller, at) in self.callers(function) {
                let call = &self.facts(caller).calls[at];
                let is_filled = self.routes.fills.contains(&(caller, at, param));
                let given = call.args.get(param).map(|arg| &arg.kind);
                let good = match given {
                    _ if is_filled => true,
                    None | Some(ArgKind::Null | ArgKind::Str) => false,
                    Some(kind) => !of_module || self.is_module(caller, kind, &mut Vec::new()),
                };
                if !good {
                    let callee = &self.facts(function).name.text;
                    let message =
                        format!("{callee} is called here without what it finds the module state by");
                    let diagnostic = Diagnostic::refusal("guard-route", message).at(call.span, "this call");
                    failures.push(Failure { blames: self.needs[&function].1.clone(), diagnostic });
                }
            }
        }
        for name in self.routes.macros.clone() {
            match self.used_at_file_level(&name) {
                Some(Ok(route)) => drop(self.routes.written.insert(name, route)),
                Some(Err(failure)) => failures.push(failure),
                None => {}
            }
        }
        self.routes.failures.extend(failures);
    }

    /// Entry points that are called directly with what may not be there, or may be an object of any type, and is all they
    /// have to find the state by: an object made by `T.__new__` alone has NULL in its fields.
    pub(super) fn called_with_nothing(&self) -> BTreeSet<FnId> {
        let routes = self.routes.by_function.iter();
        let found = routes.filter(|(function, route)| {
            let (Fetch::Type(param) | Fetch::Instance(param)) = route.fetch else { return false };
            // Whoever gives something else for a struct reads what is not there, with the state or without.
            let takes_any = self.facts(**function).param(param).is_some_and(|one| !is_struct(&one.ty));
            self.callers(**function).iter().any(|&(caller, at)| {
                let given = self.facts(caller).calls[at].args.get(param).map(|arg| &arg.kind);
                match given {
                    Some(ArgKind::Field { .. } | ArgKind::Null) => true,
                    Some(ArgKind::Name(name)) if takes_any && matches!(route.fetch, Fetch::Instance(_)) => {
                        !self.holds_instance(caller, name, &mut Vec::new())
                    }
                    _ => false,
                }
            })
        });
        found.map(|(function, _)| *function).collect()
    }

    /// Whether a variable holds an instance of a type of the module: it is a pointer to a struct, an instance that CPython
    /// calls the function with, one that is allocated here, or one of these at every call of a helper.
    fn holds_instance(&self, function: FnId, name: &str, seen: &mut Vec<(FnId, String)>) -> bool {
        if seen.contains(&(function, name.to_owned())) {
            return true;
        }
        seen.push((function, name.to_owned()));
        let facts = self.facts(function);
        if let Some(local) = facts.locals.iter().find(|local| local.name == name) {
            let by_member = facts
                .member_calls
                .iter()
                .any(|call| call.member.text == "tp_alloc" && call.result.as_deref() == Some(name));
            let by_call = facts.calls.iter().any(|call| {
                let allocates = matches!(
                    role_of(&call.callee),
                    Some(Role::Allocate { .. } | Role::AllocateByType { .. } | Role::InitObject { .. })
                );
                allocates && call.result.as_deref() == Some(name)
            });
            return is_struct(&local.ty)
                || by_member
                || by_call
                || match &local.init {
                    Some((_, ArgKind::Name(other))) => self.holds_instance(function, other, seen),
                    _ => false,
                };
        }
        let is_param = |param: &Param| param.name.as_ref().is_some_and(|own| own.text == name);
        let Some(at) = facts.params.list.iter().position(is_param) else { return false };
        let module = self.cx().module;
        let entries = module.entries_of(function);
        let by_entry = entries.iter().all(|one| {
            use StateFrom::{Dying, Finalizing, Instance};
            matches!(one.entry.kind.state_from(), Instance(own) | Finalizing(own) | Dying(own) if own == at)
        });
        let callers = self.callers(function);
        let by_callers = callers.iter().all(|&(caller, call)| {
            match self.facts(caller).calls[call].args.get(at).map(|arg| &arg.kind) {
                Some(ArgKind::Name(given)) => self.holds_instance(caller, given, seen),
                _ => false,
            }
        });
        let is_called = !entries.is_empty() || !callers.is_empty();
        let is_known = is_called && by_entry && by_callers && !module.loose.contains_key(&function);
        is_struct(&facts.params.list[at].ty) || is_known
    }

    /// The name of the function that takes the body of such an entry point.
    pub(super) fn inner(&self, function: FnId, need: Need, fetch: &Fetch) -> Result<String, Box<Diagnostic>> {
        let cx = self.cx();
        let facts = self.facts(function);
        let name = &facts.name.text;
        let in_macro = cx.is_in_macro(name);
        let all_named = facts.all_params.iter().all(|param| param.name.is_some() || param.unused.is_some());
        let has_name = |at: usize| facts.param(at).is_some_and(|param| param.name.is_some());
        let finds = matches!(*fetch, Fetch::Type(at) | Fetch::Instance(at) if has_name(at));
        let finds = finds && !self.is_clinics(function);
        if need == Need::Module || in_macro || !all_named || !finds || facts.head_macro.is_some() {
            let message = format!(
                "{name} is called with what may be NULL or anything, and finds the module state by it"
            );
            let diagnostic = self.failure(function, message);
            return Err(Box::new(
                diagnostic.help("write what it does as a function that is given the state"),
            ));
        }
        self.pasted_call(function)?;
        self.named_in_damage(function)?;
        Ok(cx.free_global(&format!("{name}_impl")))
    }
}

/// Whether a type is a pointer to a struct other than `PyObject`.
fn is_struct(ty: &TypeText) -> bool {
    ty.stars == 1 && ty.base != "PyObject"
}
