//! Type objects that a macro's use defines: `MY_TYPE(foo_type, "m.foo", ...)` at top level.
//!
//! The use is expanded, one step, and its text is read as a file of its own; places are those of the use.

use crate::source::SourceFile;

use super::ast::{ExprKind, Item, Name};
use super::head::{HeadKind, ItemHead};
use super::preprocess::MacroDef;
use super::unit::Unit;

impl Unit {
    /// The names of the type objects that this item defines through a macro of this file; each stands where the use
    /// stands. Empty for any other item.
    pub fn generated_types(&self, file: &SourceFile, item: &ItemHead) -> Vec<Name> {
        let Some(def) = self.type_macro(file, item) else { return Vec::new() };
        let Some(text) = self.expanded_use(file, item, def) else { return Vec::new() };
        let inner = SourceFile::new(file.id, file.name.as_str(), text);
        let unit = Unit::new(&inner, self.grammar());
        let types = unit.items().iter().filter(|inner| inner.kind == HeadKind::TypeObject);
        types
            .flat_map(|inner| &inner.names)
            .map(|name| Name { text: name.text.clone(), span: item.span })
            .collect()
    }

    /// The macro whose use this item is, when its body defines a type object: each use then defines one.
    pub fn type_macro<'a>(&'a self, file: &SourceFile, item: &'a ItemHead) -> Option<&'a MacroDef> {
        let name = item.name.as_ref().filter(|_| item.kind == HeadKind::MacroCall)?;
        self.macros_named(&name.text).find(|def| defines_type(&file.bytes, def))
    }

    /// The text that a macro's use stands for, with the `;` that follows it.
    fn expanded_use(&self, file: &SourceFile, item: &ItemHead, def: &MacroDef) -> Option<Vec<u8>> {
        let readings = self.parse(file, item).ok()?;
        let Some(Item::MacroCall(expr)) = readings.first() else { return None };
        let args: Vec<&[u8]> = match &expr.kind {
            ExprKind::Call { args, .. } => args.iter().map(|arg| file.slice(arg.span)).collect(),
            _ => Vec::new(),
        };
        let mut text = def.expand(&file.bytes, &args)?;
        text.push(b';');
        Some(text)
    }
}

/// Whether a macro's body holds `PyTypeObject name ... = {`.
fn defines_type(bytes: &[u8], def: &MacroDef) -> bool {
    let words: Vec<&[u8]> = def.body_tokens.iter().map(|t| t.of(bytes)).collect();
    let from = words.iter().position(|word| matches!(*word, b"PyTypeObject" | b"_typeobject"));
    from.is_some_and(|from| {
        let rest = &words[from + 1..];
        let equals = rest.iter().position(|word| *word == b"=");
        equals.is_some_and(|at| rest.get(at + 1) == Some(&&b"{"[..]) && !rest[..at].contains(&&b"*"[..]))
    })
}
