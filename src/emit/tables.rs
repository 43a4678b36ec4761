//! Tables that become variables of the functions that walk them.

use crate::facts::{StaticKind, StaticUse};
use crate::link::{FnId, Symbol};
use crate::source::Span;

use super::{Emitter, order};

impl Emitter<'_> {
    /// Moves a table behind the creation of what it names, and fills it from the state.
    pub(super) fn move_table(
        &mut self,
        function: FnId,
        declaration: Span,
        before: Span,
        author: &'static str,
    ) {
        let whole = self.with_comment_above(declaration).to(declaration);
        let text = self.filled(function, whole, declaration);
        self.insert_before(before, &[text.replace('\r', ""), String::new()], author, order::AFTER + 1);
        self.drop_statement(whole, author);
        if self.cells(function.0, declaration).all(|one| self.is_type_that_moves(function.0, one)) {
            self.drop_readies(function, declaration, author);
        }
    }

    fn cells(&self, file: usize, declaration: Span) -> impl Iterator<Item = &StaticUse> {
        let statics = self.project.files[file].statics.iter();
        statics.filter(move |one| one.declaration == declaration && one.kind == StaticKind::Symbol)
    }

    /// What a name in the table means, when that moves into the state.
    fn moving(&self, file: usize, one: &StaticUse) -> Option<Symbol> {
        let symbol = self.module.names.symbol(&self.project.files, file, &one.name)?;
        self.moves(symbol).then_some(symbol)
    }

    fn is_type_that_moves(&self, file: usize, one: &StaticUse) -> bool {
        matches!(self.moving(file, one), Some(Symbol::Type(_)))
    }

    /// The declaration as that of a local variable, with the comment above it.
    pub(super) fn filled(&self, function: FnId, whole: Span, declaration: Span) -> String {
        let state = self.state_in(function);
        let mut text = String::new();
        let mut at = declaration.start;
        for one in self.cells(function.0, declaration) {
            let Some(symbol) = self.moving(function.0, one) else { continue };
            let is_pointer = matches!(symbol, Symbol::Type(_)) || self.cx().is_made(symbol);
            let address = if is_pointer { "" } else { "&" };
            text.push_str(&self.text(Span { start: at, end: one.whole.start, ..whole }));
            text.push_str(&format!("{address}{}", self.reached(&state, symbol)));
            at = one.whole.end;
        }
        text.push_str(&self.text(Span { start: at, end: declaration.end, ..whole }));
        let above = self.text(Span { end: declaration.start, ..whole });
        above + &text.replacen("static ", "", 1)
    }

    /// `PyType_Ready` on types that are made by now, and what set their metaclass: both have nothing left to do.
    fn drop_readies(&mut self, function: FnId, declaration: Span, author: &'static str) {
        let facts = self.function(function);
        let table = self.cells(function.0, declaration).next().map(|one| one.variable.clone());
        let walk = facts.walks.iter().find(|(name, _)| Some(name) == table.as_ref());
        let Some((_, walk)) = walk else { return };
        for span in walk.readies.iter().chain(&walk.set_types) {
            let Some(call) = facts.calls.iter().find(|call| call.span == *span) else { continue };
            if let Some(statement) = call.whole_statement() {
                self.drop_statement(statement, author);
            }
        }
    }
}
