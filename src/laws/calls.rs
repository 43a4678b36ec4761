//! Every call of a function that gained a parameter has one argument more.

use std::ops::RangeInclusive;

use crate::source::{SourceFile, Span};
use crate::syntax::unit::Unit;

use super::{Broken, Evidence};

pub fn check(evidence: &Evidence) -> Result<(), Broken> {
    for plan in &evidence.plan.modules {
        let module = &evidence.project.modules[plan.module];
        if module.name != evidence.change.group {
            continue;
        }
        for (&id, route) in plan.routes.iter().filter(|(_, route)| route.fetch.is_parameter()) {
            let function = evidence.project.function(id);
            if function.params.is_variadic {
                continue;
            }
            let name = &function.name.text;
            let wanted = function.params.list.len() + 1;
            // Where branches of an `#if` have parameters of their own, the tokens of all of them stand in a list.
            let most =
                if function.all_params.len() == function.params.list.len() { wanted } else { usize::MAX };
            let called = route.entry.as_ref().map_or(name, |entry| &entry.inner);
            for unit in evidence.units_after {
                let of_module =
                    module.files.iter().find(|&&at| evidence.project.files[at].file == unit.file());
                let meant =
                    of_module.and_then(|&at| module.names.function(&evidence.project.files, at, name));
                if meant != Some(id) {
                    continue;
                }
                let file = evidence.after.get(unit.file());
                if let Some(call) = wrong_call(unit, file, called, wanted..=most) {
                    let place = evidence.after.place(call);
                    let detail = format!("{called} is called without the module state at {place}");
                    return Err(Broken::new(detail).at(function.name.span));
                }
            }
        }
    }
    Ok(())
}

/// The first use of the name with parentheses behind it that hold another number of arguments.
fn wrong_call(unit: &Unit, file: &SourceFile, name: &str, wanted: RangeInclusive<usize>) -> Option<Span> {
    let code: Vec<Span> = unit.code_in(file.span()).collect();
    let text = |at: usize| code.get(at).map_or(&b""[..], |&span| file.slice(span));
    let calls = (0..code.len()).filter(|&at| {
        let is_member = at > 0 && matches!(text(at - 1), b"->" | b".");
        text(at) == name.as_bytes() && text(at + 1) == b"(" && !is_member
    });
    calls.into_iter().find(|&at| !wanted.contains(&arguments(at + 1, &text))).map(|at| code[at])
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
