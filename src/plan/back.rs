//! Packages that import a module back while it comes up: `_spam` imports `spam`, which imports `_spam`.
//!
//! By single-phase initialization Python finds a module only when all of it is there; each import until then makes another,
//! with the same static types. With multi-phase initialization it is found while its exec function runs, so it must have
//! its types by then. To import the package ahead of it would make the module twice, with types of its own each
//! (seen with asyncio on 3.11: `_asyncio.Future` was not `asyncio.Future`).

use crate::capi::calls::{Role, role_of};
use crate::diagnostic::Diagnostic;
use crate::link::{FnId, TypeId};
use crate::source::Span;

use super::ModuleCx;
use super::init;

/// Refuses the import of a package that the module is named after, before all is added to the module.
pub fn check(cx: &ModuleCx, creator: FnId, is_called: bool) -> Result<(), Diagnostic> {
    let own = cx.module.name.trim_start_matches('_');
    if own == cx.module.name || is_inside(cx, own) {
        return Ok(());
    }
    for function in init::functions(cx, creator) {
        for (name, place) in &cx.project.function(function).facts.imports {
            if name.split('.').next() == Some(own) && (is_called || !is_last(cx, creator, function, *place)) {
                let message =
                    format!("module {} imports {name}, which may import it back half made", cx.module.name);
                let refusal = init::refuse(message).id("MOD-3").at(*place, "imported here");
                return Err(refusal.help("import it behind all that is added to the module"));
            }
        }
    }
    Ok(())
}

/// Whether the module is one of the package: then the package was imported before it, and imports it no second time.
/// The module's name tells, or those of its types: `spam._spam.Spam`.
fn is_inside(cx: &ModuleCx, package: &str) -> bool {
    let inside = format!("{package}.{}", cx.module.name);
    let names = |ty: &TypeId| {
        let fields = cx.project.type_def(*ty).fields.iter().filter(|field| field.field.name == "tp_name");
        fields
            .filter_map(|field| field.value.text.as_deref())
            .any(|name| name.strip_prefix(&inside).is_some_and(|rest| rest.starts_with('.')))
    };
    cx.python_name() == inside || cx.module.types.iter().any(names)
}

/// Whether an import at a place in a function comes behind all that the creator adds to the module.
fn is_last(cx: &ModuleCx, creator: FnId, function: FnId, place: Span) -> bool {
    let calls = &cx.project.function(creator).calls;
    let adds = calls.iter().filter(|call| {
        matches!(
            role_of(&call.callee),
            Some(Role::AddToModule { .. } | Role::AddTypeToModule | Role::AddConstant)
        )
    });
    let Some(end) = adds.map(|call| call.span.end).max() else { return false };
    let name = &cx.project.function(function).name.text;
    let mut leads = calls.iter().filter(|call| call.callee == *name).map(|call| call.span.start).peekable();
    match function == creator {
        true => place.start > end,
        false => leads.peek().is_some() && leads.all(|start| start > end),
    }
}
