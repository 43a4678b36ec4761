//! Questions about places in a unit that the later stages ask often.

use crate::source::{FileId, SourceFile, Span};

use super::evaluate::Life;
use super::head::ItemHead;
use super::lex::{Token, TokenKind};
use super::preprocess::{Branch, BranchId};
use super::unit::Unit;
use super::written::Written;

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

    /// Identifiers of live code in a span, directives aside, as text; of a function that a macro writes, those in all
    /// that it is.
    pub fn names_in<'a>(&'a self, file: &'a SourceFile, span: Span) -> impl Iterator<Item = (&'a str, Span)> {
        let written = self.written().iter().filter(move |one| one.head.span == span);
        let idents = self.idents_in(file, span);
        let own = idents.filter_map(|(name, at)| Some((std::str::from_utf8(name).ok()?, at)));
        own.chain(written.flat_map(|one| one.names()))
    }

    /// Whether an item is, word for word, one that another unit has, and each word means the same to both: it is
    /// understood in the one exactly as in the other.
    pub fn reads_alike(
        &self,
        file: &SourceFile,
        item: &ItemHead,
        other: (&Unit, &SourceFile, &ItemHead),
    ) -> bool {
        let (theirs, their_file, their_item) = other;
        let is_c = file.is_cplusplus() == their_file.is_cplusplus();
        let same_text = || file.slice(item.span) == their_file.slice(their_item.span);
        is_c && item.kind == their_item.kind
            && same_text()
            && item.broken.is_none()
            && their_item.broken.is_none()
            && self.is_whole()
            && theirs.is_whole()
            && item.readings() == their_item.readings()
            && self.readings_of(item).zip(theirs.readings_of(their_item)).all(|(ours, other)| {
                let shifted = |token: &Token, base: u32| {
                    (token.kind, token.start.wrapping_sub(base), token.end.wrapping_sub(base))
                };
                let same = |(a, b): (&Token, &Token)| {
                    shifted(a, item.span.start) == shifted(b, their_item.span.start)
                        && (a.kind != TokenKind::Ident
                            || self.means(a.of(&file.bytes)) == theirs.means(a.of(&file.bytes)))
                };
                ours.len() == other.len() && ours.iter().zip(other).all(same)
            })
    }

    /// The tokens of a function that a macro writes; a pasted word is one.
    pub fn code_of<'a>(&'a self, written: &'a Written) -> impl Iterator<Item = Span> + 'a {
        let file = self.file();
        let tokens = self.readings_of(&written.head).next().unwrap_or_default();
        tokens.iter().map(move |token| Span { file, start: token.start, end: token.end })
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
