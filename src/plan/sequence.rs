//! Struct sequences: types without an initializer, which `PyStructSequence_InitType(&X, &desc)` fills (MOD-12).

use crate::facts::{Call, Mention, MentionKind, Table};
use crate::link::{FnId, Symbol, TypeId};
use crate::source::Span;

use super::ModuleCx;
use super::context::TypeCx;
use super::made;
use super::mention::{MentionClass, MentionCx};
use super::step::Step;

/// How a struct sequence is filled.
pub struct Filled<'a> {
    pub function: FnId,
    pub call: &'a Call,
    pub description: &'a Table,
    /// `&desc`, as the call has it.
    pub written: Span,
}

impl<'a> TypeCx<'a> {
    pub fn is_sequence(&self) -> bool {
        self.def.sequence.is_some()
    }

    /// Each use of the type, with its kind.
    pub fn uses(&self) -> impl Iterator<Item = (MentionCx<'a>, MentionClass)> {
        let symbol = Symbol::Type(self.id);
        self.mentions.iter().map(move |&(function, mention)| {
            let cx = MentionCx { cx: self.cx, function, mention, symbol, draft: None };
            let class = cx.class();
            (cx, class)
        })
    }

    /// The one call that fills it while the module comes up, by a description that can be read.
    pub fn filled(&self) -> Option<Filled<'a>> {
        let mut fills = self.uses().filter(|(_, class)| *class == MentionClass::StructSequence);
        let (cx, _) = fills.next()?;
        let (call, _) = cx.call()?;
        let written = call.args.get(1)?.span;
        let description = self.cx.project.files[cx.function.0].description(call)?;
        let is_only = fills.next().is_none() && self.runs_in_init(cx.function);
        is_only.then_some(Filled { function: cx.function, call, description, written })
    }

    /// How often the functions of the module name a description.
    pub fn names_of(&self, description: &str) -> usize {
        let functions = self.cx.module.functions(self.cx.project);
        functions.map(|id| self.cx.project.function(id).count_of(description)).sum()
    }
}

impl MentionCx<'_> {
    /// Whether the symbol is a struct sequence.
    pub fn is_of_sequence(&self) -> bool {
        matches!(self.symbol, Symbol::Type(ty) if self.cx.project.type_def(ty).sequence.is_some())
    }

    /// `X.tp_name` ahead of the call that fills the struct sequence, which is NULL where that did not happen yet: so is the
    /// pointer to the heap type.
    pub fn asked_if_filled(&self) -> Option<Step> {
        let (Symbol::Type(ty), MentionKind::Member { field, path }) = (self.symbol, &self.mention.kind)
        else {
            return None;
        };
        let filled = self.cx.fills_of(ty).find(|(function, _)| *function == self.function)?.1;
        let is_argument = self
            .facts()
            .calls
            .iter()
            .any(|call| call.args.iter().any(|arg| arg.span.contains(self.mention.span)));
        let asks = field.text == "tp_name" && self.mention.span.start < filled.span.start && !is_argument;
        asks.then(|| Step::Reach {
            function: self.function,
            whole: self.mention.whole.to(*path),
            symbol: self.symbol,
            address: true,
            member: false,
        })
    }
}

impl<'a> ModuleCx<'a> {
    /// The calls that fill a struct sequence.
    pub fn fills_of(&self, ty: TypeId) -> impl Iterator<Item = (FnId, &'a Call)> {
        let def = self.project.type_def(ty);
        let files = if def.sequence.is_some() { &self.module.files[..] } else { &[] };
        let project = self.project;
        files.iter().flat_map(move |&file| {
            project.files[file].fills(def).map(move |(at, call)| (FnId(file, at), call))
        })
    }

    /// The places in a function that need a struct sequence to be there: not the call that fills it, nor what asks
    /// whether it is filled.
    pub fn needs_sequence(&self, ty: TypeId, function: FnId) -> Vec<Span> {
        let symbol = Symbol::Type(ty);
        let facts = self.project.function(function);
        let needs = |mention: &Mention| {
            let cx = MentionCx { cx: *self, function, mention, symbol, draft: None };
            cx.class() != MentionClass::StructSequence && cx.asked_if_filled().is_none()
        };
        let spared: Vec<Span> = facts.mentions.iter().filter(|one| !needs(one)).map(|one| one.span).collect();
        let uses = made::uses(self, function, symbol);
        uses.into_iter().filter(|span| !spared.contains(span)).collect()
    }
}
