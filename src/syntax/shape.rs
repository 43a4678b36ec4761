//! How a macro behaves where it stands, as told from a table or from its own `#define`.
//!
//! This module does not know where the macro is used.

use std::cell::RefCell;

use foldhash::{HashMap, HashMapExt};

use super::grammar::Grammar;
use super::lex::{Token, TokenKind};
use super::preprocess::MacroDef;

/// What a use of a macro needs from the text after it. A macro can have several shapes, or none that matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Complete without a semicolon: a statement, a field, or an item.
    pub complete: bool,
    /// Is a block in braces, so that it can be a function's body.
    pub block: bool,
    /// Stands for fields of a struct, and is complete there.
    pub head: bool,
    /// Brings its own comma in an initializer.
    pub comma: bool,
    /// Governs the statement after it.
    pub control: bool,
    /// Decorates; can be left out without a change of structure.
    pub attribute: bool,
    /// Takes a type and stands for it.
    pub takes_type: bool,
    /// Means `static`.
    pub is_static: bool,
    /// Stands for an operator, as `and` for `&&`; no byte is 0 but the second of a short one.
    pub operator: Option<[u8; 2]>,
}

impl Shape {
    /// The words of the tables.
    pub const NAMES: [&str; 8] =
        ["head", "comma", "statement", "control", "attribute", "static", "type", "statictype"];

    pub(super) fn named(word: &str) -> Option<Shape> {
        let mut shape = Shape::default();
        match word {
            "head" => shape.head = true,
            "statement" => shape.complete = true,
            "comma" => shape.comma = true,
            "control" => shape.control = true,
            "attribute" => shape.attribute = true,
            "static" => (shape.attribute, shape.is_static) = (true, true),
            "type" => shape.takes_type = true,
            "statictype" => (shape.takes_type, shape.is_static) = (true, true),
            _ => return None,
        }
        Some(shape)
    }

    /// The shape of a macro that is now of one shape and now of the other. One that is sometimes nothing is no mere
    /// attribute.
    pub(super) fn merge(self, other: Shape) -> Shape {
        let attribute = self.attribute || other.attribute;
        let says_more = |s: Shape| s.complete || s.head || s.comma || s.control || s.takes_type;
        Shape {
            complete: self.complete || other.complete,
            block: self.block || other.block,
            head: self.head || other.head,
            comma: self.comma || other.comma,
            control: self.control || other.control,
            attribute: attribute && !says_more(self) && !says_more(other),
            takes_type: self.takes_type || other.takes_type,
            is_static: self.is_static || other.is_static,
            operator: self.operator.or(other.operator),
        }
    }
}

/// How far a macro that ends in another macro is followed.
const DEPTH: u32 = 8;

/// The shapes of all macros of a file; a macro with several `#define`s has the shapes of all.
pub(super) fn shapes<'a>(
    bytes: &'a [u8],
    macros: &'a [MacroDef],
    grammar: &Grammar,
) -> HashMap<&'a [u8], Shape> {
    let mut by_name: HashMap<&[u8], Vec<&MacroDef>> = HashMap::new();
    for def in macros {
        by_name.entry(&bytes[def.name.span.range()]).or_default().push(def);
    }
    let teller = Teller { bytes, by_name: &by_name, grammar, told: RefCell::default() };
    // In source order, so that macros which name each other in a circle are always told alike.
    let names = macros.iter().map(|def| &bytes[def.name.span.range()]);
    names.map(|name| (name, teller.named(name, DEPTH))).collect()
}

/// The words that `<iso646.h>` defines, and that C++ knows.
pub(super) fn operator_words<'a>() -> impl Iterator<Item = (&'a [u8], Shape)> {
    let words: [(&'a [u8], [u8; 2]); 8] = [
        (b"and", *b"&&"),
        (b"or", *b"||"),
        (b"not", *b"!\0"),
        (b"not_eq", *b"!="),
        (b"bitand", *b"&\0"),
        (b"bitor", *b"|\0"),
        (b"xor", *b"^\0"),
        (b"compl", *b"~\0"),
    ];
    words.into_iter().map(|(word, operator)| (word, Shape { operator: Some(operator), ..Shape::default() }))
}

struct Teller<'a> {
    bytes: &'a [u8],
    by_name: &'a HashMap<&'a [u8], Vec<&'a MacroDef>>,
    grammar: &'a Grammar,
    told: RefCell<HashMap<&'a [u8], Shape>>,
}

impl<'a> Teller<'a> {
    fn named(&self, name: &'a [u8], depth: u32) -> Shape {
        if self.grammar.names(name) || depth == 0 {
            return self.grammar.shape(name);
        }
        if let Some(&shape) = self.told.borrow().get(name) {
            return shape;
        }
        let Some(defs) = self.by_name.get(name) else { return self.grammar.shape(name) };
        self.told.borrow_mut().insert(name, Shape::default());
        let shape = defs.iter().map(|def| self.of(def, depth)).fold(Shape::default(), Shape::merge);
        self.told.borrow_mut().insert(name, shape);
        shape
    }

    fn of(&self, def: &'a MacroDef, depth: u32) -> Shape {
        let body = &def.body_tokens;
        let text = |token: Token| token.of(self.bytes);
        let mut shape = Shape::default();
        let Some(&last) = body.last() else {
            return Shape { attribute: true, ..shape };
        };
        if let Some(words) = self.specifiers(def) {
            return words;
        }
        if let [only] = body[..] {
            shape.operator = operator(text(only));
        }
        match text(last) {
            b"}" => (shape.complete, shape.block) = (true, text(body[0]) == b"{"),
            b";" => shape.complete = true,
            b"," => shape.comma = true,
            b"else" => shape.control = true,
            b")" => {
                let open = opening(self.bytes, body);
                let before = open.and_then(|at| at.checked_sub(1)).map(|at| body[at]);
                match before.map(text) {
                    Some(b"if" | b"for" | b"while" | b"switch") => {
                        // `do { ... } while (0)` ends so, too, and wants its semicolon.
                        shape.control = text(body[0]) != b"do";
                    }
                    Some(name) if before.is_some_and(|t| t.kind == TokenKind::Ident) => {
                        shape = self.tail(name, depth);
                    }
                    _ => {}
                }
            }
            name if last.kind == TokenKind::Ident => shape = self.tail(name, depth),
            _ => {}
        }
        shape
    }

    /// What a body that ends in a use of this macro inherits from it.
    fn tail(&self, name: &'a [u8], depth: u32) -> Shape {
        let Shape { complete, comma, control, .. } = self.named(name, depth - 1);
        Shape { complete, comma, control, ..Shape::default() }
    }

    /// The shape of a body that is made of storage words and attributes only, around its parameter if it has one.
    fn specifiers(&self, def: &MacroDef) -> Option<Shape> {
        let params = def.params.as_deref().unwrap_or(&[]);
        let mut shape = Shape::default();
        let mut depth = 0usize;
        let (mut attribute, mut linkage) = (false, false);
        for &token in &def.body_tokens {
            match token.of(self.bytes) {
                b"(" => depth += 1,
                b")" => depth = depth.checked_sub(1)?,
                _ if depth > 0 => {}
                b"static" => shape.is_static = true,
                b"extern" => linkage = true,
                b"inline" | b"__inline" | b"__inline__" | b"__forceinline" | b"const" | b"register" => {}
                b"restrict" | b"__restrict" | b"__restrict__" | b"volatile" => {}
                text if token.kind == TokenKind::Ident && self.grammar.shape(text).attribute => {
                    attribute = true
                }
                text if params.len() == 1 && params[0].text.as_bytes() == text => shape.takes_type = true,
                _ if token.kind == TokenKind::Str && linkage => {}
                _ => return None,
            }
        }
        shape.attribute = !shape.takes_type;
        let calls = def.body_tokens.iter().any(|t| t.of(self.bytes) == b"(");
        let only_param = shape.takes_type && def.body_tokens.len() == 1;
        // `#define F(x) x` may be anything.
        (!only_param && (!calls || attribute)).then_some(shape)
    }
}

/// An operator that can stand between or before operands.
fn operator(text: &[u8]) -> Option<[u8; 2]> {
    match text {
        b"&&" | b"||" | b"==" | b"!=" | b"<=" | b">=" => Some([text[0], text[1]]),
        b"!" | b"~" | b"&" | b"|" | b"^" | b"<" | b">" => Some([text[0], 0]),
        _ => None,
    }
}

/// The index of the `(` that the last token closes.
fn opening(bytes: &[u8], tokens: &[Token]) -> Option<usize> {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().rev() {
        match token.of(bytes) {
            b")" => depth += 1,
            b"(" => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Names that a file's typedefs declare: the name before the `;`, or the one in `(*name)(...)`.
pub(super) fn typedefs<'a>(bytes: &'a [u8], tokens: &[Token]) -> Vec<&'a [u8]> {
    let code: Vec<Token> = tokens
        .iter()
        .copied()
        .filter(|t| !matches!(t.kind, TokenKind::Comment | TokenKind::Directive))
        .collect();
    let mut names = Vec::new();
    let mut at = 0;
    while at < code.len() {
        if code[at].of(bytes) != b"typedef" {
            at += 1;
            continue;
        }
        let (mut depth, mut last, mut pointer) = (0i32, None, None);
        at += 1;
        while at < code.len() {
            let token = code[at];
            match token.of(bytes) {
                b"{" | b"(" | b"[" => depth += 1,
                b"}" | b")" | b"]" => depth -= 1,
                b";" if depth <= 0 => break,
                b"typedef" => break,
                _ if token.kind == TokenKind::Ident && depth == 0 => last = Some(token),
                _ if token.kind == TokenKind::Ident && depth == 1 && pointer.is_none() => {
                    let star = code[at - 1].of(bytes) == b"*" && at >= 2 && code[at - 2].of(bytes) == b"(";
                    let closed = code.get(at + 1).is_some_and(|t| t.of(bytes) == b")");
                    pointer = (star && closed).then_some(token);
                }
                _ => {}
            }
            at += 1;
        }
        names.extend(pointer.or(last).map(|token| token.of(bytes)));
    }
    names
}
