//! Texts known at compile time: docstrings and names behind a variable or a macro.

use std::collections::HashMap;

use crate::source::{SourceFile, Span};
use crate::syntax::head::HeadKind;
use crate::syntax::unit::Unit;

use super::macros::Macros;

/// Text variables of the files by name: `PyDoc_STRVAR(x, "...")`, `static char x[] = "..."`.
pub type Texts = HashMap<String, String>;

/// All text variables of one file.
pub fn read(file: &SourceFile, unit: &Unit, macros: &Macros) -> Texts {
    let mut texts = Texts::new();
    for head in unit.items() {
        let is_text = match head.kind {
            HeadKind::MacroCall => head
                .name
                .as_ref()
                .is_some_and(|name| matches!(name.text.as_str(), "PyDoc_STRVAR" | "PyDoc_VAR")),
            HeadKind::Variable => true,
            _ => false,
        };
        if is_text && let Some((name, text)) = text_variable(file, unit, macros, head.span) {
            texts.insert(name, text);
        }
    }
    texts
}

/// `... name[...] = "text"` or `PyDoc_STRVAR(name, "text")`: the identifier before the first string, and the strings.
fn text_variable(file: &SourceFile, unit: &Unit, macros: &Macros, span: Span) -> Option<(String, String)> {
    let tokens: Vec<Span> = unit.code_in(span).collect();
    let first = tokens.iter().position(|&token| file.slice(token).starts_with(b"\""))?;
    let is = |token: &&Span, text: &[u8]| file.slice(**token) == text;
    // The value of a pointer is no constant, whatever it points to.
    if tokens[..first].iter().any(|token| is(&token, b"="))
        && !tokens[..first].iter().any(|token| is(&token, b"["))
    {
        return None;
    }
    let name = tokens[..first].iter().rev().find(|&&token| is_ident(file.slice(token)))?;
    let end = tokens[first..].iter().position(|&token| matches!(file.slice(token), b";" | b")" | b","))?;
    let pieces: Vec<String> =
        tokens[first..first + end].iter().map(|&token| file.text(token).into_owned()).collect();
    Some((file.text(*name).into_owned(), join(&pieces, macros, 0)?))
}

/// The text of an expression that is made of literals and macros that stand for literals.
pub fn literal(file: &SourceFile, unit: &Unit, macros: &Macros, span: Span) -> Option<String> {
    let tokens: Vec<String> = unit.code_in(span).map(|token| file.text(token).into_owned()).collect();
    let inner = match tokens.first().map(String::as_str) {
        Some("PyDoc_STR") => tokens.get(2..tokens.len() - 1)?,
        _ => &tokens[..],
    };
    (!inner.is_empty()).then(|| join(inner, macros, 0)).flatten()
}

/// Joins literals; identifiers are macros that stand for literals in turn.
fn join(pieces: &[String], macros: &Macros, depth: usize) -> Option<String> {
    let mut text = String::new();
    for piece in pieces {
        if let Some(inner) = piece.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            text.push_str(&unescape(inner));
        } else if piece == "(" || piece == ")" {
            continue;
        } else {
            let [definition] = macros.get(piece) else { return None };
            if depth > 8 || definition.params.is_some() {
                return None;
            }
            let tokens: Vec<String> = definition.tokens.iter().map(|(token, _)| token.clone()).collect();
            text.push_str(&join(&tokens, macros, depth + 1)?);
        }
    }
    Some(text)
}

/// The escapes that matter to a name or a docstring; others are kept as they are.
fn unescape(text: &str) -> String {
    let mut result = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => result.push('\n'),
                Some('t') => result.push('\t'),
                Some('\r') => {
                    chars.next();
                }
                Some('\n') | None => {}
                Some(other) => result.push(other),
            },
            (c, _) => result.push(c),
        }
    }
    result
}

fn is_ident(token: &[u8]) -> bool {
    token.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
}
