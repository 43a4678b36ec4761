//! What stands between braces that are no block: initializers, fields, enumerators.

use super::{Masker, Outcome, Start, is_type_keyword};
use crate::syntax::lex::TokenKind;

impl Masker<'_> {
    /// `{ entries }` of an initializer.
    pub(super) fn list(&mut self) -> Outcome {
        self.deeper()?;
        let close = self.close(self.at);
        self.at += 1;
        while self.at < close {
            self.start(Start::Entry);
            if self.word(self.at) == b"{" {
                self.list()?;
            }
            match self.lone_macro(close) {
                Some(end) => {
                    self.expression(end)?;
                    if self.word(end) != b"," && end < close {
                        self.insert(end - 1, b',')?;
                    }
                }
                None => {
                    let end = self.next_comma(self.at, close);
                    self.expression(end)?;
                }
            }
            if self.word(self.at) == b"," {
                self.at += 1;
            }
        }
        self.at = close + 1;
        self.depth -= 1;
        Ok(())
    }

    pub(super) fn next_comma(&self, mut at: usize, end: usize) -> usize {
        while at < end && self.word(at) != b"," {
            if matches!(self.word(at), b"{" | b"(" | b"[") {
                at = self.close(at);
            }
            at += 1;
        }
        at.min(end)
    }

    /// The end of a macro's use at the start of an entry that brings its own comma, by its shape or because what
    /// follows cannot go on with it.
    fn lone_macro(&self, close: usize) -> Option<usize> {
        let at = self.behind_designator(close);
        if !self.is_name(at) {
            return None;
        }
        let end = self.behind_use(at);
        if end >= close || self.word(end) == b"," {
            return None;
        }
        let called = end > at + 1;
        let apart = match self.kind(end) {
            Some(TokenKind::Number) => called,
            Some(TokenKind::Ident) => self.new_line_before(end),
            Some(TokenKind::Punct) => match self.word(end) {
                b"{" => !self.cplusplus,
                b"." => called && self.is_ident(end + 1) && self.word(end + 2) == b"=",
                _ => false,
            },
            _ => false,
        };
        (apart || self.shape(at).comma).then_some(end)
    }

    /// The value of the entry that starts here: what stands behind `.name =` and `[index] =`.
    fn behind_designator(&self, close: usize) -> usize {
        let mut at = self.at;
        while at < close {
            match self.word(at) {
                b"." => at += 2,
                b"[" => at = self.close(at) + 1,
                b"=" if at > self.at => return at + 1,
                _ => break,
            }
        }
        self.at
    }

    /// `{ fields }` of a struct or union.
    pub(super) fn fields(&mut self) -> Outcome {
        self.deeper()?;
        let close = self.close(self.at);
        self.at += 1;
        while self.at < close {
            if self.word(self.at) == b";" {
                self.blank(self.at, self.at + 1);
                self.at += 1;
                continue;
            }
            self.field(close)?;
        }
        if self.at != close {
            return self.trouble(close, "a field goes on behind its struct");
        }
        self.at = close + 1;
        self.depth -= 1;
        Ok(())
    }

    fn field(&mut self, close: usize) -> Outcome {
        if self.shape(self.at).attribute && self.word(self.behind_use(self.at)) != b";" {
            let end = self.behind_use(self.at);
            self.blank(self.at, end);
            self.at = end;
            return Ok(());
        }
        self.start(Start::Field);
        if let Some(end) = self.field_macro(close) {
            if end > self.at + 1 {
                self.fill(self.at, end);
            }
            let separated = self.word(end) == b";";
            self.at = end + separated as usize;
            return if separated { Ok(()) } else { self.insert(end - 1, b';') };
        }
        let mut end = self.at;
        while end < close && self.word(end) != b";" {
            if matches!(self.word(end), b"{" | b"(" | b"[") {
                end = self.close(end);
            }
            end += 1;
        }
        if end >= close {
            return self.trouble(self.at, "this field has no `;`");
        }
        self.declare(end)?;
        self.at = end + 1;
        Ok(())
    }

    /// The end of a macro that stands for fields.
    fn field_macro(&self, close: usize) -> Option<usize> {
        if !self.is_name(self.at) {
            return None;
        }
        let end = self.behind_use(self.at);
        let shape = self.shape(self.at);
        let alone = end == close || self.word(end) == b";";
        let before_type = is_type_keyword(self.word(end)) || self.word(end) == b"const";
        let own_line = end <= close && self.new_line_before(end) && self.is_ident(end);
        let apart = !shape.takes_type && (before_type || own_line);
        (alone || shape.complete || shape.head || apart).then_some(end)
    }

    /// `{ enumerators }`
    pub(super) fn enumerators(&mut self) -> Outcome {
        self.deeper()?;
        let close = self.close(self.at);
        self.at += 1;
        self.expression(close)?;
        self.at = close + 1;
        self.depth -= 1;
        Ok(())
    }
}
