//! Methods that stand in no array: `static PyMethodDef wakeup = {...};`, of which code makes callables by itself.
//!
//! Told from tokens, so that no place which names one is missed. What is done there, this module does not know.

use crate::source::{SourceFile, Span};
use crate::syntax::head::HeadKind;
use crate::syntax::unit::Unit;

use super::survey::Interest;

/// The names of those that a file defines.
pub fn methods<'a>(file: &'a SourceFile, unit: &'a Unit) -> impl Iterator<Item = String> + 'a {
    let tables = unit.items().iter().filter(|head| head.kind == HeadKind::Table);
    let methods = tables.filter(|head| unit.names_in(file, head.span).any(|(name, _)| name == "PyMethodDef"));
    let names = methods.filter_map(|head| head.name.as_ref());
    let is_array = |span: Span| {
        let end = file.span().end;
        let behind = unit.code_in(Span { end, ..span.after() }).next();
        behind.is_some_and(|token| file.slice(token) == b"[")
    };
    names.filter(move |name| !is_array(name.span)).map(|name| name.text.clone())
}

/// Every place of a file's code that names one, but for definitions.
pub fn read(file: &SourceFile, unit: &Unit, interest: &Interest) -> Vec<(String, Span)> {
    if interest.methods.is_empty() {
        return Vec::new();
    }
    let defines = |span: Span| {
        let mut items = unit.items().iter().filter(|head| head.kind == HeadKind::Table);
        items.any(|head| head.name.as_ref().is_some_and(|name| name.span == span))
    };
    let named = unit.names_in(file, file.span()).filter(|(name, _)| interest.methods.contains(*name));
    named.filter(|(_, span)| !defines(*span)).map(|(name, span)| (name.to_owned(), span)).collect()
}
