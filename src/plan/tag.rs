//! Structs that the module state points to before they are defined: `struct node *free;`.
//!
//! The state stands ahead of all functions, and the struct of a type may stand further down. By its tag it can be pointed to
//! all the same; one that has none is given its own name as one.

use crate::facts::{Holds, Record};
use crate::link::GlobalId;
use crate::source::Span;

use super::ModuleCx;

/// The tag of such a struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    pub name: String,
    /// Where it must be written, when the struct has none: the opening brace.
    pub missing: Option<Span>,
}

impl ModuleCx<'_> {
    /// The tag that a variable in the state must name its struct by, when that is defined behind some function.
    pub fn tag_ahead(&self, id: GlobalId) -> Option<Tag> {
        let global = self.project.global(id);
        let base = &global.ty.base;
        let record = self.project.record(self.module, base)?;
        if !matches!(global.holds, Holds::Instance | Holds::Objects(_))
            || record.is_union
            || self.comes_first(record)
        {
            return None;
        }
        let known = record.names.iter().find_map(|name| name.strip_prefix("struct "));
        if let Some(name) = known {
            return Some(Tag { name: name.to_owned(), missing: None });
        }
        let is_free = self.project.record(self.module, &format!("struct {base}")).is_none()
            && self.module.macros.get(base).is_empty();
        is_free.then(|| Tag {
            name: base.clone(),
            missing: Some(Span { end: record.body.start, ..record.body }),
        })
    }

    /// Whether a struct is defined before any function that could need the state.
    pub(super) fn comes_first(&self, record: &Record) -> bool {
        let Some(file) = self.file_of(record.span) else { return false };
        self.project.files[file].functions.iter().all(|function| function.span.start > record.span.end)
    }
}
