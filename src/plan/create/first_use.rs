//! Where a type is made that nothing readies by its name: before the statement that first uses it, directly or by a function
//! that it calls.

use crate::diagnostic::Diagnostic;
use crate::facts::{ArgKind, MentionKind};
use crate::link::{FnId, Symbol, TypeId};
use crate::source::Span;

use super::super::{ModuleCx, guards};
use super::{CreateAt, is_conditional, mentions, outermost, uses_type};

/// The place in the function that makes the module.
pub(super) fn place(cx: &ModuleCx, maker: FnId, ty: TypeId) -> Result<CreateAt, Box<Diagnostic>> {
    let uses = mentions(cx, maker, ty).filter(|mention| uses_type(mention));
    let direct = uses.map(|mention| mention.anchor.span).min();
    let by_call = by_call(cx, maker, ty);
    let Some(first) = direct.into_iter().chain(by_call).min() else { return Ok(CreateAt::Start) };
    let at = always(cx, maker, ty, outermost(cx, maker, first));
    let is_direct =
        direct.is_some_and(|span| at == CreateAt::Before { statement: outermost(cx, maker, span) });
    match base_set_later(cx, maker, ty).filter(|_| !is_direct) {
        None => Ok(at),
        Some(set) => {
            let name = cx.name(Symbol::Type(ty));
            let message = format!("{name} may be used before its base is known");
            let diagnostic = Diagnostic::refusal("mention-ready", message).id("T-BASE-4").subject(name);
            Err(Box::new(diagnostic.at(first, "used from here on").at(set, "the base")))
        }
    }
}

/// The first call that leads to a function which uses the type.
fn by_call(cx: &ModuleCx, maker: FnId, ty: TypeId) -> Option<Span> {
    let calls = cx.project.function(maker).calls.iter().filter(|call| {
        let callee = cx.module.names.function(&cx.project.files, maker.0, &call.callee);
        callee.is_some_and(|callee| {
            guards::reached(cx, callee).into_iter().any(|one| mentions(cx, one, ty).any(uses_type))
        })
    });
    calls.map(|call| call.anchor.span).min()
}

/// The place before a statement. One under an `#if` is not there in every build: what stands ahead of that is, unless the
/// type itself is there only under an `#if`.
fn always(cx: &ModuleCx, maker: FnId, ty: TypeId, mut statement: Span) -> CreateAt {
    let facts = cx.project.function(maker);
    let is_sometimes = !cx.conditions(Symbol::Type(ty)).is_empty();
    while !is_sometimes && is_conditional(cx, maker, statement) {
        match facts.statement_before(statement) {
            Some(before) if !facts.opening.declarations.contains(&before) => statement = before,
            _ => return CreateAt::Start,
        }
    }
    CreateAt::Before { statement }
}

/// Where the base is set to what is not known from the start.
fn base_set_later(cx: &ModuleCx, maker: FnId, ty: TypeId) -> Option<Span> {
    mentions(cx, maker, ty).find_map(|mention| match &mention.kind {
        MentionKind::MemberWrite { field, value_kind, .. }
            if field.text == "tp_base" && !matches!(value_kind, ArgKind::Address(_)) =>
        {
            Some(mention.whole)
        }
        _ => None,
    })
}
