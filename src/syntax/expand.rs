//! One macro's use, with its arguments put into the body: one step, nothing in the result is expanded again.
//!
//! This module does not know what the text means; `fragment` or another `Unit` reads it.

use super::lex::{Token, TokenKind};
use super::preprocess::MacroDef;

impl MacroDef {
    /// The body with these arguments for the parameters, `#` and `##` done. The text is not kept in shape: tokens are a
    /// blank apart. `None` when the number of arguments is wrong.
    pub fn expand(&self, bytes: &[u8], args: &[&[u8]]) -> Option<Vec<u8>> {
        let params = self.params.as_deref().unwrap_or(&[]);
        let fits = if self.variadic { args.len() >= params.len() } else { args.len() == params.len() };
        let no_args = params.is_empty() && args.iter().all(|arg| arg.iter().all(u8::is_ascii_whitespace));
        if !fits && !no_args {
            return None;
        }
        let value = |token: Token| -> Option<Vec<u8>> {
            let word = token.of(bytes);
            if self.variadic && word == b"__VA_ARGS__" {
                return Some(args[params.len()..].join(&b", "[..]));
            }
            let at = params.iter().position(|param| param.text.as_bytes() == word)?;
            Some(args.get(at).copied().unwrap_or_default().trim_ascii().to_vec())
        };
        let mut text: Vec<u8> = Vec::new();
        let mut at = 0;
        while at < self.body_tokens.len() {
            let token = self.body_tokens[at];
            let word = token.of(bytes);
            let next = self.body_tokens.get(at + 1);
            if word == b"##" {
                text.truncate(text.trim_ascii_end().len());
            } else if let Some(argument) =
                next.and_then(|&t| value(t)).filter(|_| word == b"#" && self.params.is_some())
            {
                text.extend(quoted(&argument));
                text.push(b' ');
                at += 1;
            } else {
                let replaced = if token.kind == TokenKind::Ident { value(token) } else { None };
                text.extend(replaced.as_deref().unwrap_or(word));
                text.push(b' ');
            }
            at += 1;
        }
        text.truncate(text.trim_ascii_end().len());
        Some(text)
    }
}

/// An argument as a string literal.
fn quoted(argument: &[u8]) -> Vec<u8> {
    let mut text = vec![b'"'];
    for &b in argument {
        if matches!(b, b'"' | b'\\') {
            text.push(b'\\');
        }
        text.push(b);
    }
    text.push(b'"');
    text
}
