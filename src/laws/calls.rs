//! Every call of a function that gained a parameter has one argument more.

use std::collections::HashMap;

use crate::source::{SourceFile, Span};
use crate::syntax::ast::Param;
use crate::syntax::preprocess::Branch;
use crate::syntax::unit::Unit;

use super::{Broken, Evidence};

pub fn check(evidence: &Evidence) -> Result<(), Broken> {
    for plan in &evidence.plan.modules {
        let module = &evidence.project.modules[plan.module];
        if plan.module != evidence.change.module {
            continue;
        }
        let of_module = |unit: &Unit| {
            module.files.iter().copied().find(|&at| evidence.project.files[at].file == unit.file())
        };
        let units = evidence.units_after.iter().filter_map(|unit| Some((of_module(unit)?, unit)));
        let calls: Vec<(usize, Calls)> =
            units.map(|(at, unit)| (at, calls(unit, evidence.after.get(unit.file())))).collect();
        for (&id, route) in plan.routes.iter().filter(|(_, route)| route.fetch.is_parameter()) {
            let function = evidence.project.function(id);
            if function.params.is_variadic {
                continue;
            }
            let name = &function.name.text;
            let wanted = function.params.list.len() + 1;
            // A branch of an `#if` in the list may be without some of them.
            let branches = &evidence.project.files[id.0].branches;
            let is_optional = |param: &&Param| {
                let holds = |branch: &&Branch| branch.content.contains(param.span);
                branches.iter().filter(holds).any(|branch| function.params.span.contains(branch.content))
            };
            let least = wanted - function.params.list.iter().filter(is_optional).count();
            // Where branches of an `#if` have parameters of their own, the tokens of all of them stand in a list.
            let most =
                if function.all_params.len() == function.params.list.len() { wanted } else { usize::MAX };
            let called = route.entry.as_ref().map_or(name, |entry| &entry.inner);
            for (at, calls) in &calls {
                if module.names.function(&evidence.project.files, *at, name) != Some(id) {
                    continue;
                }
                let here = calls.get(called.as_bytes()).into_iter().flatten();
                let is_wrong = |(_, arguments): &&(Span, usize)| !(least..=most).contains(arguments);
                if let Some((call, _)) = here.into_iter().find(is_wrong) {
                    let place = evidence.after.place(*call);
                    let detail = format!("{called} is called without the module state at {place}");
                    return Err(Broken::new(detail).at(function.name.span));
                }
            }
        }
    }
    Ok(())
}

/// By name, the places where a file calls it, each with the number of arguments.
type Calls<'a> = HashMap<&'a [u8], Vec<(Span, usize)>>;

fn calls<'a>(unit: &Unit, file: &'a SourceFile) -> Calls<'a> {
    let code: Vec<Span> = unit.code_in(file.span()).collect();
    let text = |at: usize| code.get(at).map_or(&b""[..], |&span| file.slice(span));
    let mut calls = Calls::new();
    for at in 1..code.len() {
        let is_member = at > 1 && matches!(text(at - 2), b"->" | b".");
        let is_name = text(at - 1).first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
        if text(at) == b"(" && is_name && !is_member {
            calls.entry(text(at - 1)).or_default().push((code[at - 1], arguments(at, &text)));
        }
    }
    calls
}

/// How many arguments stand in the parentheses that open at `open`.
fn arguments<'a>(open: usize, text: &dyn Fn(usize) -> &'a [u8]) -> usize {
    let (mut depth, mut commas, mut at) = (0i32, 0, open);
    loop {
        match text(at) {
            b"(" | b"[" | b"{" => depth += 1,
            b")" | b"]" | b"}" => depth -= 1,
            b"," if depth == 1 => commas += 1,
            b"" => return 0,
            _ => {}
        }
        if depth == 0 {
            return if at == open + 1 { 0 } else { commas + 1 };
        }
        at += 1;
    }
}
