//! A view's tokens cut into top-level items.
//!
//! Linkage blocks (`extern "C" { ... }`) and namespaces are transparent. What cannot be cut is an item with a reason,
//! and cutting goes on at the next line that starts as an item does. This module does not know what an item means.

use std::ops::Range;

use super::lex::{Token, TokenKind};
use super::shape::Shape;

/// How many tokens the declarations of a definition in the old style can have.
const MOST_OLD_STYLE: usize = 200;

/// No partner.
pub(super) const NONE: u32 = u32::MAX;

/// For each token, the index of the bracket that closes or opens it. Braces win over what stands open inside them.
pub(super) fn partners(bytes: &[u8], tokens: &[Token]) -> Vec<u32> {
    let mut partners = vec![NONE; tokens.len()];
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut braces = 0usize;
    for (index, token) in tokens.iter().enumerate() {
        if token.kind != TokenKind::Punct || token.end - token.start != 1 {
            continue;
        }
        let closes = match bytes[token.start as usize] {
            opening @ (b'{' | b'(' | b'[') => {
                braces += (opening == b'{') as usize;
                open.push((opening, index));
                continue;
            }
            b'}' if braces > 0 => {
                while open.last().is_some_and(|&(kind, _)| kind != b'{') {
                    open.pop();
                }
                braces -= 1;
                open.pop()
            }
            b')' => open.pop_if(|&mut (kind, _)| kind == b'('),
            b']' => open.pop_if(|&mut (kind, _)| kind == b'['),
            _ => None,
        };
        if let Some((_, partner)) = closes {
            partners[index] = partner as u32;
            partners[partner] = index as u32;
        }
    }
    partners
}

/// Token indices of one item, and why it is no item when it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub range: Range<usize>,
    pub broken: Option<&'static str>,
}

pub(super) struct Cutter<'a> {
    pub bytes: &'a [u8],
    pub tokens: &'a [Token],
    pub partners: &'a [u32],
    pub shape: &'a dyn Fn(&[u8]) -> Shape,
}

enum End {
    /// The item ends before this token.
    At(usize),
    /// It cannot be read on from this token.
    Broken(usize, &'static str),
}

impl<'a> Cutter<'a> {
    fn text(&self, index: usize) -> &'a [u8] {
        self.tokens.get(index).map_or(b"", |t| t.of(self.bytes))
    }

    fn is_ident(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|t| t.kind == TokenKind::Ident)
    }

    fn partner(&self, index: usize) -> Option<usize> {
        self.partners.get(index).filter(|&&p| p != NONE).map(|&p| p as usize)
    }

    /// Whether this token is the first of its line in the file.
    fn starts_line(&self, index: usize) -> bool {
        let start = self.tokens[index].start as usize;
        start == 0 || self.bytes[start - 1] == b'\n'
    }

    fn new_line_between(&self, left: usize, right: usize) -> bool {
        let gap = &self.bytes[self.tokens[left].end as usize..self.tokens[right].start as usize];
        memchr::memchr(b'\n', gap).is_some()
    }

    pub fn cut(&self) -> Vec<Cut> {
        let mut cuts: Vec<Cut> = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            if let Some(inside) = self.transparent(at) {
                at = inside;
                continue;
            }
            let closing = self.text(at);
            if matches!(closing, b"}" | b")" | b"]") {
                let opened = self.partner(at).is_some_and(|open| open < at);
                if closing != b"}" || !opened {
                    self.blame(&mut cuts, at);
                }
                at += 1;
                continue;
            }
            match self.end(at) {
                End::At(end) => {
                    cuts.push(Cut { range: at..end, broken: None });
                    at = end;
                }
                End::Broken(from, why) => {
                    let end = self.resume(from + 1);
                    cuts.push(Cut { range: at..end, broken: Some(why) });
                    at = end;
                }
            }
        }
        cuts
    }

    /// The index behind `extern "C" {` or `namespace x {`, when that stands here.
    fn transparent(&self, at: usize) -> Option<usize> {
        let first = self.text(at);
        let brace = match first {
            b"extern" if self.tokens.get(at + 1)?.kind == TokenKind::Str => at + 2,
            b"namespace" | b"inline" => {
                let at = if first == b"inline" { at + 1 } else { at };
                if self.text(at) != b"namespace" {
                    return None;
                }
                let named = (at + 1..).take_while(|&i| self.is_ident(i) || self.text(i) == b"::").count();
                at + 1 + named
            }
            _ => return None,
        };
        (self.text(brace) == b"{" && self.partner(brace).is_some()).then_some(brace + 1)
    }

    /// A closing bracket with no partner: what stands before it, back to the last function, was cut wrong.
    fn blame(&self, cuts: &mut Vec<Cut>, at: usize) {
        let why = "a closing bracket here has no partner";
        for cut in cuts.iter_mut().rev() {
            let known = cut.broken.replace(why).is_some();
            if known || self.text(cut.range.end - 1) == b"}" {
                break;
            }
        }
        cuts.push(Cut { range: at..at + 1, broken: Some(why) });
    }

    /// The next token that starts a line as an item does.
    fn resume(&self, from: usize) -> usize {
        let starts = |&at: &usize| {
            let after = matches!(self.text(at - 1), b"}" | b";");
            after && self.is_ident(at) && self.starts_line(at)
        };
        (from.max(1)..self.tokens.len()).find(starts).unwrap_or(self.tokens.len())
    }

    /// Where the item that starts here ends.
    fn end(&self, start: usize) -> End {
        if let Some(end) = self.macro_end(start) {
            return End::At(end);
        }
        let mut seen = Seen::default();
        let mut at = start;
        while at < self.tokens.len() {
            let text = self.text(at);
            match text {
                b";" => return End::At(self.old_style_end(start, at).unwrap_or(at + 1)),
                b"}" | b")" | b"]" => return End::Broken(at, "a closing bracket here has no partner"),
                b"{" | b"(" | b"[" => {
                    let Some(close) = self.partner(at) else {
                        return End::Broken(at, "an opening bracket is never closed");
                    };
                    if text == b"{" && seen.is_body() {
                        return End::At(close + 1);
                    }
                    let of_tag = self.text(close + 1) == b"{" && seen.words_since_record == 1;
                    seen.bracket(text, of_tag || at > start && self.attribute(at - 1));
                    at = close + 1;
                }
                _ => {
                    if at > start && self.text(at - 1) == b")" && (self.shape)(text).block {
                        return End::At(self.behind_use(at));
                    }
                    seen.word(text);
                    at += 1;
                }
            }
        }
        if self.ends_rows(start) {
            return End::At(self.tokens.len());
        }
        End::Broken(self.tokens.len() - 1, "the file ends before this does")
    }

    /// Whether only the comma behind the last row is left of a file that is nothing but rows, `{1, "one"}, {2, "two"},`:
    /// it is included inside an initializer.
    fn ends_rows(&self, start: usize) -> bool {
        let is_last = start + 1 == self.tokens.len() && self.text(start) == b",";
        let is_row = |open: usize| self.text(open) == b"{" && self.partner(open).is_some();
        let next = |open: &usize| {
            let close = self.partner(*open)?;
            (self.text(close + 1) == b"," && close + 2 < self.tokens.len()).then_some(close + 2)
        };
        is_last && std::iter::successors(Some(0), next).all(is_row)
    }

    /// The end of a function whose parameters are declared before its body, when its first `;` is at `semicolon`.
    fn old_style_end(&self, start: usize, semicolon: usize) -> Option<usize> {
        let close = (start..semicolon).find(|&i| self.text(i) == b"(").and_then(|open| self.partner(open))?;
        let declares = close + 2 < semicolon && self.is_ident(close + 1) && self.text(close + 2) != b"(";
        if !declares || self.attribute(close + 1) {
            return None;
        }
        let stop = |&i: &usize| {
            !self.is_ident(i) && !matches!(self.text(i), b"*" | b"," | b";" | b"[" | b"]" | b"(" | b")")
        };
        let end = self.tokens.len().min(semicolon + MOST_OLD_STYLE);
        let brace = (semicolon..end).find(stop)?;
        let whole = self.text(brace) == b"{" && self.text(brace - 1) == b";";
        self.partner(brace).filter(|_| whole).map(|close| close + 1)
    }

    fn behind_use(&self, at: usize) -> usize {
        let called = self.text(at + 1) == b"(";
        if called { self.partner(at + 1).map_or(at + 1, |close| close + 1) } else { at + 1 }
    }

    fn attribute(&self, index: usize) -> bool {
        self.is_ident(index) && (self.shape)(self.text(index)).attribute
    }

    /// The end of a macro's use that stands alone and has no semicolon, when one starts here.
    fn macro_end(&self, start: usize) -> Option<usize> {
        let decorates = |&i: &usize| self.is_ident(i) && self.attribute(i) && self.is_ident(i + 1);
        let start = start + (start..self.tokens.len()).take_while(decorates).count();
        if !self.is_ident(start) {
            return None;
        }
        let shape = (self.shape)(self.text(start));
        if self.text(start + 1) != b"(" {
            let alone = shape.complete && (self.is_ident(start + 1) || start + 1 == self.tokens.len());
            return alone.then_some(start + 1);
        }
        let close = self.partner(start + 1)?;
        let next = close + 1;
        if next == self.tokens.len() || self.text(next) == b"}" {
            return Some(next);
        }
        if !self.is_ident(next) || shape.takes_type || shape.attribute {
            return None;
        }
        if shape.complete || matches!(self.text(next), b"static" | b"extern" | b"typedef") {
            return Some(next);
        }
        // A macro of unknown shape, alone on its lines before a declaration that needs no type from it.
        (self.new_line_between(close, next) && self.starts_declaration(next)).then_some(next)
    }

    /// Whether a declaration with a type of its own, or another macro's use, starts here.
    fn starts_declaration(&self, at: usize) -> bool {
        match self.text(at + 1) {
            b"(" => {
                let mut next = at + 1;
                while self.text(next) == b"(" {
                    let Some(close) = self.partner(next) else { return false };
                    next = close + 1;
                }
                !matches!(self.text(next), b"{" | b";")
            }
            b"*" => true,
            _ => self.is_ident(at + 1),
        }
    }
}

/// What an item showed so far, at its top.
#[derive(Default)]
struct Seen {
    equals: bool,
    parens: bool,
    record: bool,
    /// Words since `struct`, `union` or `enum`.
    words_since_record: u32,
}

impl Seen {
    fn word(&mut self, text: &[u8]) {
        match text {
            b"=" => self.equals = true,
            b"struct" | b"union" | b"enum" | b"class" => {
                (self.record, self.parens, self.words_since_record) = (true, false, 0);
            }
            _ => self.words_since_record += 1,
        }
    }

    fn bracket(&mut self, text: &[u8], of_attribute: bool) {
        self.parens |= text == b"(" && !of_attribute;
    }

    /// Whether a brace that opens now is a function's body.
    fn is_body(&self) -> bool {
        !self.equals && (self.parens || !self.record)
    }
}
