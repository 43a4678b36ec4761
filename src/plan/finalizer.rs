//! A finalizer that asks for the module by `PyState_FindModule`: it finds it by the type of the object that ends.
//!
//! A finalizer runs before the type is cleared, so the type still knows its module. The look-up may raise where
//! `PyState_FindModule` did not; so only a finalizer is read that puts the exceptions of others aside meanwhile.

use crate::capi::Version;
use crate::capi::entries::StateFrom;
use crate::facts::{ArgKind, Call, Function};
use crate::link::{FnId, Owner};

use super::ModuleCx;
use super::init;
use super::module::InitPlan;
use super::step::Step;

/// The steps when the call of `PyState_FindModule` stands in such a finalizer, each with its function.
pub fn finds_module(cx: &ModuleCx, init: &InitPlan, id: FnId, call: &Call) -> Option<Vec<(FnId, Step)>> {
    let function = cx.project.function(id);
    let object = function.param(0)?.name.as_ref()?.text.clone();
    let is_old = cx.settings.target.lowest < Version::of(11);
    if is_old || !puts_exceptions_aside(function, call) || cx.module.loose.contains_key(&id) {
        return None;
    }
    let mut steps = vec![(id, Step::FindModule { span: call.span, object })];
    let entries = cx.module.entries_of(id);
    for one in entries {
        let Owner::HeapType(slots) = &one.owner else { return None };
        if one.entry.kind.state_from() != StateFrom::Finalizing(0) {
            return None;
        }
        steps.extend(given_module(cx, init, slots)?);
    }
    let is_called = cx.module.callers.get(&id).is_some_and(|callers| !callers.is_empty());
    (!entries.is_empty() && !is_called).then_some(steps)
}

/// Whether a call stands between `PyErr_Fetch` and `PyErr_Restore`, and no way leads out between them.
fn puts_exceptions_aside(function: &Function, call: &Call) -> bool {
    let at = |names: [&str; 2]| {
        let found = function.calls.iter().find(|one| names.contains(&one.callee.as_str()));
        found.filter(|one| one.anchor.depth == 1 && !one.anchor.nested).map(|one| one.span)
    };
    let fetched = at(["PyErr_Fetch", "PyErr_GetRaisedException"]);
    let restored = at(["PyErr_Restore", "PyErr_SetRaisedException"]);
    let (Some(fetched), Some(restored)) = (fetched, restored) else { return false };
    let leaves = |one: &crate::facts::Return| one.span.start > fetched.end && one.span.end < restored.start;
    fetched.end < call.span.start && call.span.end < restored.start && !function.returned.iter().any(leaves)
}

/// What gives the heap types with these slots their module; `None` when they are made where the module is not at hand.
fn given_module(cx: &ModuleCx, init: &InitPlan, slots: &str) -> Option<Vec<(FnId, Step)>> {
    let makers = init::functions(cx, init.maker());
    let spec = spec_of(cx, slots)?;
    let of_spec =
        |call: &&Call| call.args.first().is_some_and(|arg| arg.kind == ArgKind::Address(spec.to_owned()));
    let mut steps = Vec::new();
    for id in cx.module.functions(cx.project) {
        let function = cx.project.function(id);
        if !function.idents.iter().any(|ident| ident == spec) {
            continue;
        }
        let mut calls = function.calls.iter().filter(of_spec);
        let (call, None) = (calls.next()?, calls.next()) else { return None };
        let bases = match call.callee.as_str() {
            "PyType_FromSpec" => false,
            "PyType_FromSpecWithBases" => true,
            _ => return None,
        };
        if !makers.contains(&id) {
            return None;
        }
        let step = Step::GiveModule { function: id, callee: call.name_span, parens: call.parens, bases };
        steps.push((id, step));
    }
    (!steps.is_empty()).then_some(steps)
}

/// The name of the one spec that has these slots.
fn spec_of<'a>(cx: &ModuleCx<'a>, slots: &str) -> Option<&'a str> {
    let tables = cx.module.files.iter().flat_map(|&file| &cx.project.files[file].tables);
    let mut specs = tables.filter(|table| {
        let mut cells = table.rows.iter().flat_map(|row| &row.cells);
        table.c_type == "PyType_Spec" && cells.any(|cell| cell.value.names.iter().any(|name| name == slots))
    });
    match (specs.next(), specs.next()) {
        (Some(spec), None) => Some(&spec.name.text),
        _ => None,
    }
}
