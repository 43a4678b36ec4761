//! Definitions that cannot stay where the static type stood: they name what the file defines further down.
//!
//! `X.tp_repr = x_repr;` at run time may name any function; an array of slots can only name what stands above it.

use crate::link::TypeId;
use crate::plan::{Draft, SlotValue};
use crate::source::Span;

use super::Emitter;

impl Emitter<'_> {
    /// The place for a type's slots and spec, when it is not that of the static type: before the function that named the
    /// last of the slots, with the comment above it.
    pub(super) fn late_place(&self, draft: &Draft) -> Option<Span> {
        let def = self.project.type_def(draft.ty).span;
        let named = draft.slots.iter().filter_map(|slot| match slot.value {
            SlotValue::Written(span) | SlotValue::Text(span) => Some(span),
            SlotValue::Named(_) => None,
        });
        let last =
            named.filter(|span| span.file == def.file && span.start > def.end).max_by_key(|s| s.start)?;
        let facts = self.project.files.iter().find(|facts| facts.file == def.file)?;
        let item = facts.outline.iter().map(|item| item.span).find(|item| item.contains(last))?;
        let is_function = facts.functions.iter().any(|function| function.span == item);
        Some(if is_function { self.with_comment_above(item) } else { item.after() })
    }

    /// Where the spec of a type is defined in the end.
    pub(super) fn place_of_definition(&self, ty: TypeId) -> Span {
        let late = self.plan.drafts.iter().find(|draft| draft.ty == ty);
        late.and_then(|draft| self.late_place(draft)).unwrap_or(self.project.type_def(ty).span)
    }

    /// Puts a definition at such a place, and takes the static type away with the comment above it, which goes along.
    pub(super) fn define_late(&mut self, draft: &Draft, text: &str, place: Span, pointer: Option<&str>) {
        const AUTHOR: &str = "field-slot";
        let def = self.project.type_def(draft.ty).span;
        let newline = self.style(def.file).newline;
        let above = self.with_comment_above(def);
        let comment = self.text(Span { start: above.start, end: def.start, ..def });
        let line = self.sources.get(place.file).line_at(place.start);
        let text = match place.start == line.start {
            true => format!("{comment}{text}{newline}{newline}"),
            false => format!("{newline}{newline}{comment}{text}"),
        };
        self.insert(place, self.bytes(&text), AUTHOR, 0);
        match pointer {
            // What stands between may use the type.
            Some(pointer) => self.replace(above.to(def), pointer, AUTHOR),
            None => self.drop_statement(above.to(def), AUTHOR),
        }
    }
}
