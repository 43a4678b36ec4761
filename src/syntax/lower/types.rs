//! Types, and text that the grammar has no words for, read from the original's tokens.

use tree_sitter::Node;

use super::node::Known;
use super::{Lowerer, Outcome};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Name, Type, TypeText};
use crate::syntax::lex::{Token, TokenKind, ident_text};
use crate::syntax::mask::is_type_keyword;

/// Words that are no part of a type's name.
const NOT_TYPE: [&str; 21] = [
    "static",
    "extern",
    "typedef",
    "inline",
    "__inline",
    "__inline__",
    "__forceinline",
    "register",
    "auto",
    "const",
    "volatile",
    "restrict",
    "__restrict",
    "__restrict__",
    "__thread",
    "thread_local",
    "_Thread_local",
    "__const",
    "__volatile__",
    "__extension__",
    "_Atomic",
];

impl Lowerer<'_> {
    /// The item's tokens that lie in a span.
    pub(super) fn tokens_in(&self, span: Span) -> &[Token] {
        let from = self.tokens.partition_point(|t| t.start < span.start);
        let to = self.tokens.partition_point(|t| t.end <= span.end);
        &self.tokens[from..to.max(from)]
    }

    /// A span's tokens without blanks between them: `NAME(x)`.
    pub(super) fn compact(&self, span: Span) -> String {
        self.tokens_in(span).iter().map(|t| String::from_utf8_lossy(t.of(self.bytes))).collect()
    }

    fn word(&self, token: Token) -> String {
        ident_text(token.of(self.bytes))
    }

    /// A type as written: its words, and the stars and brackets behind them. Of a pointer to a function, the type that
    /// it returns.
    pub(super) fn type_text(&self, span: Span) -> TypeText {
        let mut words: Vec<String> = Vec::new();
        let mut text = TypeText::default();
        let mut atomic = false;
        for &token in self.tokens_in(span) {
            let behind_atomic = std::mem::replace(&mut atomic, token.of(self.bytes) == b"_Atomic");
            match token.of(self.bytes) {
                b"(" if behind_atomic => {}
                b"*" => text.stars = text.stars.saturating_add(1),
                b"[" => text.arrays = text.arrays.saturating_add(1),
                b"(" | b"{" => break,
                b"::" => words.push("::".to_string()),
                _ if token.kind == TokenKind::Ident => {
                    let word = self.word(token);
                    if !NOT_TYPE.contains(&word.as_str()) && !(self.shape)(word.as_bytes()).attribute {
                        words.push(word);
                    }
                }
                _ => {}
            }
        }
        text.base = words.join(" ").replace(" :: ", "::");
        text
    }

    pub(super) fn type_of(&self, node: Node) -> Type {
        let span = self.span(node);
        Type { span, text: self.type_text(span) }
    }

    /// The base type that a specifier node names; a record's own text ends before its body.
    pub(super) fn base_of(&self, node: Node) -> TypeText {
        let span = self.span(node);
        let inner = node.part("type").filter(|_| node.kind_name() == "macro_type_specifier");
        self.type_text(inner.map_or(span, |inner| self.span(inner)))
    }

    /// What a name is that the mask made of several tokens, or just that name.
    pub(super) fn filled(&self, span: Span) -> Expr {
        let tokens = self.tokens_in(span);
        let kind = match tokens {
            [one] if one.kind == TokenKind::Ident && !is_type_keyword(one.of(self.bytes)) => {
                ExprKind::Name(self.word(*one))
            }
            [first, second, .., last]
                if first.kind == TokenKind::Ident
                    && second.of(self.bytes) == b"("
                    && last.of(self.bytes) == b")"
                    && !matches!(first.of(self.bytes), b"asm" | b"__asm__" | b"__asm" | b"_Generic") =>
            {
                self.filled_call(*first, &tokens[1..], span)
            }
            _ if is_qualified(tokens, self.bytes) => {
                ExprKind::Name(tokens.iter().map(|&t| self.word(t)).collect::<Vec<_>>().concat())
            }
            _ if self.is_type(tokens) => ExprKind::Type(Type { span, text: self.type_text(span) }),
            _ => ExprKind::Opaque(self.names(tokens)),
        };
        Expr { span, kind }
    }

    /// A macro's use whose arguments were not parsed.
    fn filled_call(&self, callee: Token, parens: &[Token], span: Span) -> ExprKind {
        let callee = Expr { span: self.token_span(callee), kind: ExprKind::Name(self.word(callee)) };
        let inside = &parens[1..parens.len() - 1];
        let mut args = Vec::new();
        let (mut depth, mut from) = (0i32, 0);
        for (at, token) in inside.iter().enumerate() {
            match token.of(self.bytes) {
                b"(" | b"{" | b"[" => depth += 1,
                b")" | b"}" | b"]" => depth -= 1,
                b"," if depth == 0 => {
                    args.extend(self.argument(&inside[from..at]));
                    from = at + 1;
                }
                _ => {}
            }
        }
        args.extend(self.argument(&inside[from..]));
        let parens = Span { start: parens[0].start, ..span };
        ExprKind::Call { callee: Box::new(callee), args, parens }
    }

    fn argument(&self, tokens: &[Token]) -> Option<Expr> {
        let (first, last) = (tokens.first()?, tokens.last()?);
        let span = Span { file: self.file, start: first.start, end: last.end };
        let kind = match tokens {
            [one] if one.kind == TokenKind::Ident => ExprKind::Name(self.word(*one)),
            [one] if one.kind == TokenKind::Number => ExprKind::Number,
            [one] if one.kind == TokenKind::Str => ExprKind::Str,
            _ => ExprKind::Opaque(self.names(tokens)),
        };
        Some(Expr { span, kind })
    }

    fn is_type(&self, tokens: &[Token]) -> bool {
        tokens.iter().all(|t| {
            t.kind == TokenKind::Ident || matches!(t.of(self.bytes), b"*" | b"(" | b")" | b"," | b"[" | b"]")
        }) && tokens.first().is_some_and(|t| t.kind == TokenKind::Ident)
            && tokens
                .last()
                .is_some_and(|t| t.kind == TokenKind::Ident || matches!(t.of(self.bytes), b"*" | b")" | b"]"))
    }

    /// Each identifier as an expression of its own.
    pub(super) fn names(&self, tokens: &[Token]) -> Vec<Expr> {
        let idents = tokens.iter().filter(|t| t.kind == TokenKind::Ident);
        idents.map(|&t| Expr { span: self.token_span(t), kind: ExprKind::Name(self.word(t)) }).collect()
    }

    pub(super) fn token_span(&self, token: Token) -> Span {
        Span { file: self.file, start: token.start, end: token.end }
    }

    /// The macro's use that is a function's head: the tokens before the body.
    pub(super) fn head_call(&self, body: u32) -> Outcome<(Expr, Span)> {
        let from = self
            .tokens
            .iter()
            .position(|t| t.kind == TokenKind::Ident && !NOT_TYPE.contains(&self.word(*t).as_str()));
        let to = self.tokens.partition_point(|t| t.start < body);
        let head = &self.tokens[from.unwrap_or(0)..to];
        let (first, last) = (self.tokens[0], head[head.len() - 1]);
        let span = Span { file: self.file, start: head[0].start, end: last.end };
        Ok((self.filled(span), Span { start: first.start, ..span }))
    }

    pub(super) fn identifier(&self, token: Token) -> Name {
        Name { text: self.word(token), span: self.token_span(token) }
    }
}

fn is_qualified(tokens: &[Token], bytes: &[u8]) -> bool {
    tokens.len() > 1
        && tokens.iter().all(|t| t.kind == TokenKind::Ident || t.of(bytes) == b"::")
        && tokens.windows(2).all(|pair| pair[0].kind != pair[1].kind)
}
