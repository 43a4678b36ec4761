//! The ways out of the function that makes a module: with the module, or without.

use crate::diagnostic::Diagnostic;
use crate::facts::{ArgKind, Function, MacroFact, MacroUse, is_null_word};
use crate::link::FnId;
use crate::source::Span;

use super::ModuleCx;
use super::by_macro;
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
        let bodies = cx.module.macros.get(&use_.name).iter().map(|one| one.as_ref());
        let bodies: Vec<&MacroFact> = bodies.filter(|one| !is_bare_return(one)).collect();
        match &bodies[..] {
            [definition] if definition.returns() => {
                exits.extend(macro_exits(cx, creator, use_, definition, variable)?);
            }
            several if several.is_empty() || several.iter().any(|one| one.returns()) => {
                return Err(inside_macro(function, use_));
            }
            _ => {}
        }
    }
    exits.sort_by_key(|exit| exit.span);
    exits.dedup();
    Ok(exits)
}

/// Whether a macro is `return` without a value: so Python 2 left its init functions, which in Python 3 no compiler takes.
fn is_bare_return(definition: &MacroFact) -> bool {
    matches!(&definition.tokens[..], [(word, _)] if word == "return")
        || matches!(&definition.tokens[..], [(word, _), (end, _)] if word == "return" && end == ";")
}

fn is_failure(cx: &ModuleCx, kind: &ArgKind) -> bool {
    match kind {
        ArgKind::Null => true,
        ArgKind::Name(name) => cx.module.macros.is_null(name),
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
    let bodies = cx.module.macros.get(name);
    let of_module = call.is_some_and(
        |call| matches!(&call.args[..], [arg] if arg.kind == ArgKind::Name(variable.to_owned())),
    );
    of_module && !bodies.is_empty() && bodies.iter().all(|one| gives_back(one))
}

/// `INITERROR` that stands for `return NULL`, `MOD_RETURN(m)` that stands for `return m`.
fn macro_exits(
    cx: &ModuleCx,
    creator: FnId,
    use_: &MacroUse,
    definition: &MacroFact,
    variable: &str,
) -> Result<Vec<ExitAt>, Diagnostic> {
    let function = cx.project.function(creator);
    if let Some(exits) = in_body(cx, definition, variable)
        && by_macro::is_used_only(cx, creator, definition)
    {
        return Ok(exits);
    }
    let words: Vec<&str> = definition.tokens.iter().map(|(word, _)| word.as_str()).collect();
    // `return (value)` as `return value`.
    let words = match words[..] {
        ["return", "(", value, ")"] | ["return", "(", value, ")", ";"] => vec!["return", value],
        _ => words,
    };
    let whole = use_.parens.map_or(use_.span, |parens| use_.span.to(parens));
    let exit = |success| vec![ExitAt { span: whole, success, in_block: false, value_only: false }];
    let is_null = |word: &str| is_null_word(word) || cx.module.macros.is_null(word);
    let call = function.calls.iter().find(|call| call.name_span == use_.span);
    match (&words[..], definition.params.as_deref(), call.and_then(|call| call.args.first())) {
        (["return", value] | ["return", value, ";"], None | Some([]), _) if is_null(value) => Ok(exit(false)),
        (["return", value] | ["return", value, ";"], Some([param]), Some(arg)) if param == value => {
            match &arg.kind {
                kind if is_failure(cx, kind) => Ok(exit(false)),
                ArgKind::Name(name) if name == variable => Ok(exit(true)),
                _ => Err(inside_macro(function, use_)),
            }
        }
        _ => Err(inside_macro(function, use_)),
    }
}

/// The values of the `return`s in a macro's body, if each gives the module or a null pointer.
fn in_body(cx: &ModuleCx, definition: &MacroFact, variable: &str) -> Option<Vec<ExitAt>> {
    let is_param = |word: &str| definition.params.iter().flatten().any(|param| param == word);
    let returns = definition.tokens.iter().enumerate().filter(|(_, (word, _))| word == "return");
    let exit = |(at, _): (usize, _)| {
        let (value, span) = definition.tokens.get(at + 1)?;
        let ends = definition.tokens.get(at + 2).is_none_or(|(word, _)| word == ";");
        let success = value == variable && !is_param(value);
        let is_null = is_null_word(value) || cx.module.macros.is_null(value);
        (ends && (success || is_null)).then_some(ExitAt {
            span: *span,
            success,
            in_block: false,
            value_only: true,
        })
    };
    returns.map(exit).collect()
}

fn inside_macro(function: &Function, use_: &MacroUse) -> Diagnostic {
    let message = format!("{} leaves {} from inside a macro", use_.name, function.name.text);
    refuse(message).at(use_.span, "here")
}
