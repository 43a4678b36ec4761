//! Entry points that the module calls itself, too.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::facts::ArgKind;
use crate::link::FnId;

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

    /// Entry points that are called directly with what may not be there, and is all they have to find the state by: an
    /// object made by `T.__new__` alone has NULL in its fields.
    pub(super) fn called_with_nothing(&self) -> BTreeSet<FnId> {
        let routes = self.routes.by_function.iter();
        let found = routes.filter(|(function, route)| {
            let (Fetch::Type(param) | Fetch::Instance(param)) = route.fetch else { return false };
            self.callers(**function).iter().any(|&(caller, at)| {
                let given = self.facts(caller).calls[at].args.get(param).map(|arg| &arg.kind);
                matches!(given, Some(ArgKind::Field { .. } | ArgKind::Null))
            })
        });
        found.map(|(function, _)| *function).collect()
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
            let message = format!("{name} is called with what may be NULL, and finds the module state by it");
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
