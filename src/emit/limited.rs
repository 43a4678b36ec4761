//! Fields of types where the limited API hides them: what `PyType_GetSlot` gives in their place (3.10: of every type).
//!
//! What is left of fields after that is told by the laws' look at the result; this module does not look for it.

use std::collections::BTreeSet;

use crate::capi::builtins;
use crate::capi::fields::{Travels, field_named};
use crate::facts::{ArgKind, MemberCall};
use crate::source::Span;

use super::{Emitter, order};

const AUTHOR: &str = "guard-limited";

impl Emitter<'_> {
    pub(super) fn is_limited(&self) -> bool {
        self.settings.target.limited.is_some()
    }

    /// A function of a type, ready to be called: `type->tp_free`, or `((freefunc)PyType_GetSlot(type, Py_tp_free))`.
    pub(super) fn function_of_type(&self, ty: &str, field: &str) -> String {
        match slot_and_cast(field).filter(|_| self.is_limited()) {
            Some((slot, cast)) => format!("(({cast})PyType_GetSlot({ty}, {slot}))"),
            None => format!("{ty}->{field}"),
        }
    }

    /// A function of a builtin base: `PyList_Type.tp_clear`.
    pub(super) fn function_of_builtin(&self, ty: &str, field: &str) -> String {
        let is_object = builtins::is_exception(ty);
        match (is_object, self.is_limited()) {
            (true, _) => self.function_of_type(&format!("((PyTypeObject *){ty})"), field),
            (false, true) => self.function_of_type(&format!("&{ty}"), field),
            (false, false) => format!("{ty}.{field}"),
        }
    }

    /// Calls through fields of types that the source has itself: `type->tp_alloc(type, 0)`.
    pub(super) fn calls_through_types(&mut self) {
        if !self.is_limited() {
            return;
        }
        let mut done: BTreeSet<Span> = BTreeSet::new();
        for id in self.module.functions(self.project) {
            for call in &self.project.function(id).member_calls {
                if done.insert(call.member.span) {
                    self.call_through_type(call);
                }
            }
        }
    }

    fn call_through_type(&mut self, call: &MemberCall) {
        let Some((slot, cast)) = slot_and_cast(&call.member.text) else { return };
        let between = Span { start: call.base.span.end, end: call.member.span.start, ..call.base.span };
        let address = match (self.text(between).trim(), &call.base.kind) {
            ("->", _) => "",
            // A type of the module itself is reached through the state.
            (".", ArgKind::Name(name)) if builtins::as_base(name).is_some() => "&",
            _ => return,
        };
        let head = format!("(({cast})PyType_GetSlot({address}");
        self.insert(call.base.span.before(), head, AUTHOR, order::INNERMOST);
        self.replace(between.to(call.member.span), format!(", {slot}))"), AUTHOR);
    }
}

/// The slot of a field that holds a function, and the function's type.
fn slot_and_cast(field: &str) -> Option<(&'static str, &'static str)> {
    let row = field_named(field)?;
    match row.travels {
        Travels::Slot(slot) if !row.c_type.ends_with('*') => Some((slot, row.c_type)),
        _ => None,
    }
}
