//! Questions about places in a unit that the later stages ask often.

use crate::source::{FileId, SourceFile, Span};

use super::evaluate::Life;
use super::lex::TokenKind;
use super::preprocess::{Branch, BranchId};
use super::unit::Unit;

impl Unit {
    pub fn file(&self) -> FileId {
        self.file_id()
    }

    pub fn branch(&self, id: BranchId) -> &Branch {
        &self.branches()[id.0 as usize]
    }

    /// The branches around a place of which it is open whether they are compiled, outermost first.
    pub fn conditions_at(&self, offset: u32) -> Vec<BranchId> {
        let mut around = self.branches_at(offset);
        around.retain(|&id| self.branch(id).life == Life::Sometimes);
        around
    }

    /// Identifiers of live code in a span, directives aside, as text.
    pub fn names_in<'a>(&'a self, file: &'a SourceFile, span: Span) -> impl Iterator<Item = (&'a str, Span)> {
        self.idents_in(file, span).filter_map(|(name, at)| Some((std::str::from_utf8(name).ok()?, at)))
    }

    /// Tokens of live code in a span: no comments, no directives.
    pub fn code_in(&self, span: Span) -> impl Iterator<Item = Span> {
        let tokens = self.tokens();
        let from = tokens.partition_point(|token| token.start < span.start);
        tokens[from..]
            .iter()
            .take_while(move |token| token.end <= span.end)
            .filter(|token| !matches!(token.kind, TokenKind::Comment | TokenKind::Directive))
            .filter(|token| !self.is_dead(token.start))
            .map(move |token| Span { file: span.file, start: token.start, end: token.end })
    }
}
