//! Arrays of objects that a module allocates: `static PyObject **errors;` (MOD-5).
//!
//! The array moves into the module state with its length, so that the collector can look through it, and the module gives
//! back what it holds, and frees it. It must be zero until it is filled, because the collector may come in between.

use crate::capi::memory::{Memory, family};
use crate::facts::{Allocation, Call, Holds, Mention, MentionKind};
use crate::link::{FnId, GlobalId, Symbol};
use crate::source::Span;

use super::mention::MentionCx;
use super::step::Step;
use super::{ModuleCx, init, own, owns};

/// The one place that makes the array.
pub(super) struct Made<'a> {
    function: FnId,
    mention: &'a Mention,
    call: &'a Call,
    array: &'a Allocation,
    memory: &'static Memory,
}

impl ModuleCx<'_> {
    /// The field that tells the length of the array in another.
    pub fn length_name(&self, symbol: Symbol) -> String {
        format!("{}_length", self.field_name(symbol))
    }

    /// What frees the array that a variable of the module leads to.
    pub fn frees(&self, symbol: Symbol) -> Option<&'static str> {
        let Symbol::Global(id) = symbol else { return None };
        made(self, id).ok().map(|made| made.memory.free)
    }
}

impl MentionCx<'_> {
    /// Where the array is made, its length is noted.
    pub fn note_length(&self) -> Option<Step> {
        let Symbol::Global(id) = self.symbol else { return None };
        let is_vector = self.cx.project.global(id).holds == Holds::Vector;
        let made = made(&self.cx, id).ok().filter(|_| is_vector)?;
        (made.mention.span == self.mention.span).then(|| Step::NoteLength {
            function: self.function,
            symbol: self.symbol,
            before: made.mention.anchor.span,
            count: made.array.count,
            size: made.array.size,
            // Only zero until it is filled can the collector look at it.
            plain: (made.call.callee == made.memory.plain).then_some((
                made.call.name_span,
                made.call.parens,
                made.memory.zeroed,
            )),
        })
    }
}

/// Whether the array can move into the module state; why not.
pub(super) fn can_move(cx: &ModuleCx, id: GlobalId) -> Result<(), String> {
    let made = made(cx, id)?;
    let length = cx.length_name(Symbol::Global(id));
    if cx.is_known(&length) {
        return Err(format!("{length}, which would tell its length, means something else already"));
    }
    let init = init::find(cx).map_err(|refusal| refusal.message)?;
    let own = own::find(cx, &init).map_err(|refusal| refusal.message)?;
    if own.free.is_some() {
        return Err("the module has an m_free, which does not free it".to_owned());
    }
    if !owns::is_owned(cx, &init, id) {
        return Err("it may hold references that belong to somebody else".to_owned());
    }
    let is_in_call = |span: Span| made.call.parens.contains(span);
    let mut mentions = cx.project.function(made.function).mentions.iter();
    match mentions.any(|one| is_in_call(one.whole)) {
        true => Err("what may move, too, tells its length".to_owned()),
        false => Ok(()),
    }
}

/// The one place that makes the array, when all other uses are of its elements.
fn made<'a>(cx: &ModuleCx<'a>, id: GlobalId) -> Result<Made<'a>, String> {
    let name = &cx.project.global(id).name.text;
    let in_initializer = cx
        .module
        .files
        .iter()
        .any(|&file| cx.project.files[file].statics.iter().any(|use_| use_.name == *name));
    if cx.is_in_macro(name) || in_initializer {
        return Err("a macro or an initializer names it".to_owned());
    }
    let mut found = None;
    for (function, mention) in owns::mentions(cx, id) {
        match mention.kind {
            MentionKind::Write { .. } if found.is_none() => found = Some((function, mention)),
            MentionKind::Write { .. } => return Err("it is assigned in more than one place".to_owned()),
            MentionKind::WriteItem { .. } | MentionKind::Item | MentionKind::Test | MentionKind::Size => {}
            _ => return Err("it is used otherwise than by its elements".to_owned()),
        }
    }
    let (function, mention) = found.ok_or("it is never made")?;
    by_call(cx, function, mention)
        .ok_or_else(|| "how many elements it has cannot be told where it is made".to_owned())
}

fn by_call<'a>(cx: &ModuleCx<'a>, function: FnId, mention: &'a Mention) -> Option<Made<'a>> {
    let facts = cx.project.function(function);
    let MentionKind::Write { value, statement, .. } = mention.kind else { return None };
    let is_value = |call: &&Call| value.contains(call.span) && call.result.as_ref() == Some(&mention.symbol);
    let call = facts.calls.iter().find(is_value)?;
    let array = facts.allocations.iter().find(|one| one.span == call.span)?;
    let memory = family(&call.callee)?;
    let is_own = cx.module.names.function(&cx.project.files, function.0, &call.callee).is_some();
    // Only there its length can be read before.
    let is_alone = statement.is_some() || matches!(call.check, crate::facts::Check::If { .. });
    let is_alone = is_alone && !mention.anchor.nested;
    (is_alone && !is_own && call.args.len() == if call.callee == memory.plain { 1 } else { 2 })
        .then_some(Made { function, mention, call, array, memory })
}
