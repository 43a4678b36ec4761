//! Whether an array owns what its elements hold.
//!
//! What is put into one element is put into many where that stands in a loop: a reference must be made for each of them.

use crate::capi::calls::{Left, Role, role_of};
use crate::facts::{ArgKind, Function, Loop, Mention, MentionKind};
use crate::link::{FnId, GlobalId};
use crate::source::Span;

use super::super::ModuleCx;
use super::{Put, balance, holders, mentions, source};

/// Whether all that is put into the elements of an array belongs to it. True of what has no elements.
pub(super) fn are_owned(cx: &ModuleCx, id: GlobalId) -> bool {
    mentions(cx, id).all(|(function, mention)| match &mention.kind {
        MentionKind::WriteItem { value_kind, repeated, .. } => {
            is_own(cx, function, mention, value_kind, *repeated)
        }
        MentionKind::Item => {
            !is_left_dangling(cx, function, mention) && !is_replaced_by_loan(cx, function, mention)
        }
        // By its address anything may be put into it; of a variable that has no elements others answer for that.
        MentionKind::Value | MentionKind::Argument { .. } => !has_items(cx, id),
        _ => true,
    })
}

fn has_items(cx: &ModuleCx, id: GlobalId) -> bool {
    use crate::facts::Holds;
    matches!(cx.project.global(id).holds, Holds::Objects(_) | Holds::Vector)
}

fn is_own(cx: &ModuleCx, function: FnId, mention: &Mention, value: &ArgKind, repeated: Option<Loop>) -> bool {
    let facts = cx.project.function(function);
    let ArgKind::Name(name) = value else { return source(cx, function, value) == Put::Own };
    let is_taken = balance(facts, name) > 0 && balance(facts, name) >= holders(facts, name);
    let is_own = is_taken || source(cx, function, value) == Put::Own;
    is_own && repeated.is_none_or(|around| is_made_in(facts, name, around, mention.span))
}

/// Whether each round of a loop gives a local variable a value of its own before `place`.
fn is_made_in(facts: &Function, name: &str, around: Loop, place: Span) -> bool {
    let is_declared = facts
        .locals
        .iter()
        .any(|local| local.name == *name && around.span.contains(local.declaration) && !local.is_static);
    let is_filled = facts.calls.iter().any(|call| {
        let is_certain = call.anchor.depth == around.depth && !call.anchor.nested;
        call.result.as_deref() == Some(name)
            && is_certain
            && around.span.contains(call.span)
            && call.span.end <= place.start
    });
    is_declared || is_filled
}

/// Whether `Py_SETREF(x[i], value)` puts something in whose reference may belong to somebody else.
fn is_replaced_by_loan(cx: &ModuleCx, function: FnId, mention: &Mention) -> bool {
    cx.project.function(function).calls.iter().any(|call| match &call.args[..] {
        [place, value] if matches!(call.callee.as_str(), "Py_SETREF" | "Py_XSETREF") => {
            place.span.contains(mention.span) && source(cx, function, &value.kind) != Put::Own
        }
        _ => false,
    })
}

/// Whether an element is given back and stays where it is: the collector would follow it.
fn is_left_dangling(cx: &ModuleCx, function: FnId, mention: &Mention) -> bool {
    let facts = cx.project.function(function);
    let is_refilled = |release: Span| {
        facts.mentions.iter().any(|other| {
            other.symbol == mention.symbol
                && matches!(other.kind, MentionKind::WriteItem { .. })
                && other.span.start > release.end
        })
    };
    facts.calls.iter().any(|call| {
        matches!(role_of(&call.callee), Some(Role::Release { leaves: Left::Dangling }))
            && call.args.first().is_some_and(|arg| arg.span.contains(mention.span))
            && !is_refilled(call.span)
    })
}
