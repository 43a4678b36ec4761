//! Expressions: macro arguments that are no expressions, casts to known types, and what only C++ or GNU C has.

use super::{Masker, Outcome, is_keyword, is_qualifier, is_type_keyword, starts_statement};
use crate::syntax::lex::TokenKind;

impl Masker<'_> {
    /// Reads up to the token at `end`.
    pub(super) fn expression(&mut self, end: usize) -> Outcome {
        while self.at < end {
            match self.word(self.at) {
                b"(" => self.parentheses()?,
                b"[" => {
                    let close = self.close(self.at);
                    self.nested(close)?;
                }
                b"{" => self.brace()?,
                b"::" if self.cplusplus => self.qualified(),
                b"_Generic" | b"asm" | b"__asm__" | b"__asm" => self.opaque_call(end)?,
                b"offsetof" => self.offset_of()?,
                b"static_cast" | b"reinterpret_cast" | b"const_cast" if self.cplusplus => {
                    self.cplusplus_cast()?
                }
                b"new" | b"delete" if self.cplusplus && !self.word(self.at + 1).is_empty() => {
                    self.blank(self.at, self.at + 1);
                    self.at += 1;
                }
                b"__extension__" => {
                    self.blank(self.at, self.at + 1);
                    self.at += 1;
                }
                b"_Atomic" if self.word(self.at + 1) == b"(" => {
                    let behind = self.behind_use(self.at);
                    self.fill(self.at, behind);
                    self.at = behind;
                }
                _ if self.is_name(self.at) => self.name(end)?,
                _ => self.at += 1,
            }
        }
        Ok(())
    }

    /// The inside of the bracket that `at` is on, and past it.
    fn nested(&mut self, close: usize) -> Outcome {
        self.deeper()?;
        self.at += 1;
        self.expression(close)?;
        self.at = close + 1;
        self.depth -= 1;
        Ok(())
    }

    fn name(&mut self, end: usize) -> Outcome {
        if let Some(operator) = self.shape(self.at).operator {
            let text = if operator[1] == 0 { &operator[..1] } else { &operator[..] };
            self.overwrite(self.at, self.at + 1, text)?;
            self.at += 1;
            return Ok(());
        }
        let behind = if self.at + 1 < end { self.behind_use(self.at) } else { end };
        let in_string = self.kind(behind) == Some(TokenKind::Str) && behind < end
            || self.at > 0 && self.kind(self.at - 1) == Some(TokenKind::Str);
        if self.shape(self.at).attribute && !matches!(self.word(behind), b"." | b"->" | b"=" | b";") {
            self.blank(self.at, behind);
            self.at = behind;
        } else if behind == self.at + 1 {
            self.at = behind;
        } else if in_string {
            // A macro that makes a part of a string.
            self.fill(self.at, behind);
            self.at = behind;
        } else {
            self.at += 1;
            self.arguments(self.at)?;
        }
        Ok(())
    }

    /// The arguments of a call, `at` being left behind them.
    pub(super) fn arguments(&mut self, open: usize) -> Outcome {
        self.deeper()?;
        let close = self.close(open);
        self.at = open + 1;
        while self.at < close {
            let comma = self.next_comma(self.at, close);
            if self.is_no_expression(self.at, comma) {
                self.fill(self.at, comma);
            } else {
                self.expression(comma)?;
            }
            self.at = comma + 1;
        }
        self.at = close + 1;
        self.depth -= 1;
        Ok(())
    }

    /// Whether an argument is a type, a declaration, a statement, a block or a lone operator.
    fn is_no_expression(&self, from: usize, to: usize) -> bool {
        if from >= to {
            return false;
        }
        let (first, last) = (self.word(from), self.word(to - 1));
        if is_type_keyword(first) || is_qualifier(first) || starts_statement(first) || first == b"{" {
            return true;
        }
        let parenthesised_type =
            first == b"(" && self.close(from) == to - 1 && is_type_keyword(self.word(from + 1));
        let operator = parenthesised_type || to == from + 1 && self.kind(from) == Some(TokenKind::Punct);
        if operator || last == b"*" && self.is_name(from) || self.has_semicolon(from, to) {
            return true;
        }
        let mut at = from;
        while at + 1 < to {
            // Two words in a row: a declaration, or macros that make a string.
            let words = self.is_ident(at + 1) || self.kind(at + 1) == Some(TokenKind::Number);
            let silent = |at| self.shape(at).attribute || self.shape(at).operator.is_some();
            if self.word(at) == b"{" {
                at = self.close(at);
            } else if self.is_name(at) && words && !silent(at) && !silent(at + 1) {
                return true;
            }
            at += 1;
        }
        false
    }

    pub(super) fn has_semicolon(&self, from: usize, to: usize) -> bool {
        (from..to).any(|at| self.word(at) == b";")
    }

    /// A parenthesis that is no call's: a group, a cast, or a statement expression.
    fn parentheses(&mut self) -> Outcome {
        let (open, close) = (self.at, self.close(self.at));
        if self.word(open + 1) == b"{" {
            self.fill(open, close + 1);
            self.at = close + 1;
            return Ok(());
        }
        self.known_cast(open, close);
        self.nested(close)
    }

    /// `(T)(x)` and `(T)&x` are casts when `T` is known for a type. The grammar takes `T*` for nothing else.
    fn known_cast(&mut self, open: usize, close: usize) {
        let lone = close == open + 2 && self.is_name(open + 1) && self.words.is_type(self.word(open + 1));
        let after_value = open > 0
            && (self.is_name(open - 1) || matches!(self.word(open - 1), b")" | b"]"))
            && !is_keyword(self.word(open - 1));
        let open_to_doubt = matches!(self.word(close + 1), b"(" | b"&" | b"*" | b"-" | b"+");
        if lone && open_to_doubt && !after_value && self.word(open + 1).len() > 1 {
            let name = self.bytes_of(open + 1, open + 2);
            let last = name.len() - 1;
            name[last] = b'*';
        }
    }

    fn brace(&mut self) -> Outcome {
        let before = if self.at > 0 { self.word(self.at - 1) } else { b"" };
        let fits = matches!(before, b"=" | b"," | b"{" | b")" | b":") || self.shape(self.at - 1).comma;
        if fits { self.list() } else { self.trouble(self.at, "a brace is not understood here") }
    }

    /// `asm volatile ("...")` and `_Generic(...)` read as one name.
    fn opaque_call(&mut self, end: usize) -> Outcome {
        let from = self.at;
        while self.at < end && self.word(self.at) != b"(" {
            self.at += 1;
        }
        if self.at >= end {
            return self.trouble(from, "this assembly is not understood");
        }
        let close = self.close(self.at);
        self.fill(from, close + 1);
        self.at = close + 1;
        Ok(())
    }

    /// `offsetof(T, a.b)`: the grammar has one field's name there.
    fn offset_of(&mut self) -> Outcome {
        let open = self.at + 1;
        if self.word(open) != b"(" {
            return self.trouble(open, "a `(` is wanted here");
        }
        let close = self.close(open);
        let comma = self.next_comma(open + 1, close);
        if close > comma + 2 {
            self.fill(comma + 1, close);
        }
        self.at = close + 1;
        Ok(())
    }

    /// `static_cast<T>(x)` reads as `(T)(x)`.
    fn cplusplus_cast(&mut self) -> Outcome {
        let from = self.at;
        let mut close = from + 1;
        let mut depth = 0;
        loop {
            match self.word(close) {
                b"<" => depth += 1,
                b">" => depth -= 1,
                b"::" => {
                    self.at = close;
                    self.qualified();
                    close = self.at;
                    continue;
                }
                b"" | b";" | b"(" | b"{" => return self.trouble(from, "this cast is not understood"),
                _ => {}
            }
            if depth == 0 {
                break;
            }
            close += 1;
        }
        self.blank(from, from + 1);
        self.bytes_of(from + 1, from + 2).fill(b'(');
        self.bytes_of(close, close + 1).fill(b')');
        if self.is_name(from + 2) && close == from + 3 {
            let name = self.bytes_of(from + 2, from + 3);
            let last = name.len() - 1;
            name[last] = b'*';
        }
        self.at = close + 1;
        Ok(())
    }
}
