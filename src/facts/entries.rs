//! A macro that stands for several entries of an initializer: `#define SHARED .tp_dealloc = f, .tp_free = g,`.
//!
//! Its body is no C that a parser takes, so it is read by tokens; what is not one of the usual forms is not read.

use crate::source::Span;
use crate::syntax::ast::Name;

use super::calls::ArgKind;
use super::macros::{MacroFact, Macros};
use super::types::Value;

/// One entry: its designator, and its value.
pub struct MacroEntry {
    pub span: Span,
    pub field: Option<Name>,
    pub value: Value,
}

type Token = (String, Span);

/// Whether a macro stands for more than one value: it has a comma of its own, or a designator.
pub fn is_list(definition: &MacroFact) -> bool {
    definition.params.is_none()
        && (definition.tokens.first().is_some_and(|(word, _)| word == ".")
            || parts(&definition.tokens).len() > 1)
}

/// Whether a macro with parameters stands for more than one entry: they are not read.
pub fn is_call_of_list(definition: &MacroFact) -> bool {
    let starts = definition.tokens.first().is_some_and(|(word, _)| word == ".");
    definition.params.is_some() && (starts || parts(&definition.tokens).len() > 1)
}

/// The entries that the macro stands for, when all of them are understood.
pub fn read(definition: &MacroFact, macros: &Macros) -> Option<Vec<MacroEntry>> {
    parts(&definition.tokens)
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| {
            let span = part.first()?.1.to(part.last()?.1);
            let (field, tokens) = match part {
                [(dot, _), (name, at), (assign, _), rest @ ..] if dot == "." && assign == "=" => {
                    (Some(Name { text: name.clone(), span: *at }), rest)
                }
                rest => (None, rest),
            };
            Some(MacroEntry { span, field, value: value(tokens, macros)? })
        })
        .collect()
}

/// The tokens between commas that stand in no parentheses.
fn parts(tokens: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0;
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, (word, _)) in tokens.iter().enumerate() {
        match word.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            "," if depth == 0 => {
                parts.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < tokens.len() {
        parts.push(&tokens[start..]);
    }
    parts
}

fn value(tokens: &[Token], macros: &Macros) -> Option<Value> {
    let core = without_casts(tokens);
    let whole = tokens.first()?.1.to(tokens.last()?.1);
    let words: Vec<&str> = core.iter().map(|(word, _)| word.as_str()).collect();
    let mut text = None;
    let kind = match &words[..] {
        ["NULL" | "nullptr" | "0"] => ArgKind::Null,
        [name] if macros.is_null(name) => ArgKind::Null,
        [name] if is_ident(name) => ArgKind::Name((*name).to_owned()),
        ["&", name] if is_ident(name) => ArgKind::Address((*name).to_owned()),
        [literal] if literal.starts_with('"') && !literal.contains('\\') => {
            text = Some(literal.trim_matches('"').to_owned());
            ArgKind::Str
        }
        [name, "(", ..] if is_ident(name) => ArgKind::Call((*name).to_owned()),
        ["{", ..] | [] => return None,
        _ => ArgKind::Other,
    };
    let names = words.iter().filter(|word| is_ident(word)).map(|word| (*word).to_owned()).collect();
    Some(Value { span: whole, core: core.first()?.1.to(core.last()?.1), kind, names, text, is_large: false })
}

/// `x` of `(destructor)x`.
fn without_casts(tokens: &[Token]) -> &[Token] {
    if let [(open, _), rest @ ..] = tokens
        && open == "("
        && let Some(close) = rest.iter().position(|(word, _)| word == ")")
        && close + 1 < rest.len()
        && rest[..close].iter().all(|(word, _)| is_ident(word) || word == "*")
        && rest[close + 1].0 != "|"
    {
        return without_casts(&rest[close + 1..]);
    }
    tokens
}

fn is_ident(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}
