//! Entry points that the module calls itself, too.

use crate::diagnostic::Diagnostic;
use crate::facts::ArgKind;

use super::routes::{Failure, Fetch, ModuleFrom, Router};

impl Router<'_, '_> {
    /// Entry points that are called directly, too, must be given there what they find the state by.
    pub(super) fn check_direct_calls(&mut self) {
        let (mut failures, mut doubts) = (Vec::new(), Vec::new());
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
                if let (Some(ArgKind::Field { .. }), false) = (given, of_module) {
                    doubts.push(self.may_be_null(function, call.args[param].span));
                }
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
        for name in &self.routes.macros {
            failures.extend(self.used_at_file_level(name));
        }
        self.routes.failures.extend(failures);
        self.routes.doubts = doubts;
    }
}
