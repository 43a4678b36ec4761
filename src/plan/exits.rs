//! The ways out of the function that makes a module: with the module, or without.

use crate::diagnostic::Diagnostic;
use crate::facts::{ArgKind, Function, MacroFact, MacroUse};
use crate::link::FnId;
use crate::source::Span;

use super::ModuleCx;
use super::init::refuse;
use super::module::ExitAt;

/// Every exit of the creator, whose variable holds the module, or which returns it where it is created.
pub fn find(cx: &ModuleCx, creator: FnId, variable: &str, creation: Span) -> Result<Vec<ExitAt>, Diagnostic> {
    let function = cx.project.function(creator);
    let mut exits = Vec::new();
    for one in &function.returned {
        let success = match &one.value {
            Some((_, kind)) if is_failure(cx, kind) => false,
            Some((_, ArgKind::Name(name))) if name == variable => true,
            Some((span, _)) if span.contains(creation) => true,
            Some((span, ArgKind::Call(name))) if hands_back(cx, function, name, *span, variable) => true,
            _ => {
                let message =
                    format!("{} returns something other than the module or NULL", function.name.text);
                return Err(refuse(message).at(one.span, "here"));
            }
        };
        exits.push(ExitAt { span: one.span, success, in_block: one.in_block, value_only: false });
    }
    for use_ in &function.macro_uses {
        if let [definition] = cx.project.macros.get(&use_.name)
            && definition.tokens.iter().any(|(word, _)| word == "return")
        {
            exits.push(macro_exit(cx, creator, use_, definition, variable)?);
        }
    }
    exits.sort_by_key(|exit| exit.span);
    exits.dedup();
    Ok(exits)
}

fn is_failure(cx: &ModuleCx, kind: &ArgKind) -> bool {
    match kind {
        ArgKind::Null => true,
        ArgKind::Name(name) => cx.project.macros.is_null(name),
        _ => false,
    }
}

/// `return MOD_SUCCESS_VAL(m);` with a macro that gives back what it is given.
fn hands_back(cx: &ModuleCx, function: &Function, name: &str, span: Span, variable: &str) -> bool {
    let gives_back = |body: &MacroFact| {
        let text = body.text.trim_matches(['(', ')', ' ']);
        body.params.as_ref().is_some_and(|params| params.len() == 1 && text == params[0])
    };
    let call = function.calls.iter().find(|call| span.contains(call.span) && call.callee == name);
    let bodies = cx.project.macros.get(name);
    let of_module = call.is_some_and(
        |call| matches!(&call.args[..], [arg] if arg.kind == ArgKind::Name(variable.to_owned())),
    );
    of_module && !bodies.is_empty() && bodies.iter().all(gives_back)
}

/// `INITERROR` that stands for `return NULL`, `MOD_RETURN(m)` that stands for `return m`.
fn macro_exit(
    cx: &ModuleCx,
    creator: FnId,
    use_: &MacroUse,
    definition: &MacroFact,
    variable: &str,
) -> Result<ExitAt, Diagnostic> {
    let function = cx.project.function(creator);
    let words: Vec<&str> = definition.tokens.iter().map(|(word, _)| word.as_str()).collect();
    let whole = use_.parens.map_or(use_.span, |parens| use_.span.to(parens));
    if let ["return", "NULL"] | ["return", "NULL", ";"] = words[..] {
        let only_here = cx.module.functions(cx.project).all(|id| {
            id == creator || cx.project.function(id).macro_uses.iter().all(|other| other.name != use_.name)
        });
        // One line in the macro says it for all uses.
        let span = if only_here { definition.tokens[1].1 } else { whole };
        return Ok(ExitAt { span, success: false, in_block: false, value_only: only_here });
    }
    if let (["return", param] | ["return", param, ";"], Some(params)) = (&words[..], &definition.params)
        && params.len() == 1
        && params[0] == *param
        && let Some(arg) =
            function.calls.iter().find(|call| call.name_span == use_.span).and_then(|call| call.args.first())
    {
        match &arg.kind {
            kind if is_failure(cx, kind) => {
                return Ok(ExitAt { span: whole, success: false, in_block: false, value_only: false });
            }
            ArgKind::Name(name) if name == variable => {
                return Ok(ExitAt { span: whole, success: true, in_block: false, value_only: false });
            }
            _ => {}
        }
    }
    let message = format!("{} leaves {} from inside a macro", use_.name, function.name.text);
    Err(refuse(message).at(use_.span, "here"))
}
