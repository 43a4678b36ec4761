//! Methods that code binds to objects by itself: `PyCFunction_New(&wakeup, (PyObject *)task)`.
//!
//! The callable gives its function that object and no other, so an instance leads to the module there as it does in the
//! methods of its type (semantics, section 5.1). Every place that names the method must bind it so.

use crate::capi::calls::{Role, role_of};
use crate::facts::{Arg, ArgKind, Function};
use crate::source::Span;
use crate::syntax::ast::Param;

use super::routes::Router;

impl Router<'_, '_> {
    /// Whether a method of this name is bound to instances of types that move, wherever it is named.
    pub(super) fn is_bound_to_instances(&self, method: &str) -> bool {
        let cx = self.cx();
        let functions = cx.module.functions(cx.project).map(|id| self.facts(id));
        let bound: Vec<Span> = functions.flat_map(|facts| self.bound_by(facts, method)).collect();
        let files = cx.module.files.iter().map(|&file| &cx.project.files[file]);
        let mut named = files.flat_map(|file| &file.methods).filter(|(name, _)| name == method);
        let is_bound = |span: Span| bound.iter().any(|place| place.contains(span));
        !bound.is_empty() && !cx.is_in_macro(method) && named.all(|(_, span)| is_bound(*span))
    }

    /// The arguments by which a function binds it to an instance.
    fn bound_by<'f>(&self, facts: &'f Function, method: &'f str) -> impl Iterator<Item = Span> {
        let calls = facts.calls.iter().filter(|call| role_of(&call.callee) == Some(Role::MakeMethod));
        calls.filter_map(move |call| match &call.args[..] {
            [Arg { span, kind: ArgKind::Address(name) }, object, ..]
                if name == method && self.is_surely_instance(facts, &object.kind) =>
            {
                Some(*span)
            }
            _ => None,
        })
    }

    /// A variable that is declared as an instance, and never asked whether it is there at all.
    fn is_surely_instance(&self, facts: &Function, kind: &ArgKind) -> bool {
        let ArgKind::Name(variable) = kind else { return false };
        let locals = facts.locals.iter().filter(|one| one.name == *variable).map(|one| &one.ty);
        let is_it = |one: &&Param| one.name.as_ref().is_some_and(|name| name.text == *variable);
        let params = facts.params.list.iter().filter(is_it).map(|one| &one.ty);
        let mut types = locals.chain(params).peekable();
        types.peek().is_some()
            && types.all(|ty| ty.stars == 1 && self.is_instance(&ty.base))
            && !facts.doubts(variable)
    }
}
