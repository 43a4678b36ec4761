//! What is told of a file that no static type is tied to: its heap types. It is not read further.

use crate::source::SourceFile;
use crate::syntax::ast::Item;
use crate::syntax::head::HeadKind;
use crate::syntax::unit::Unit;

use super::FileFacts;
use super::collect::blank;
use super::macros::Macros;
use super::tables;

/// The facts of such a file: its specs, at file level and in functions.
pub fn read(file: &SourceFile, unit: &Unit, macros: &Macros) -> FileFacts {
    let mut facts = blank(file, unit);
    let with_specs = unit.items().iter().filter(|head| {
        matches!(head.kind, HeadKind::SlotsOrSpec | HeadKind::Function)
            && unit.names_in(file, head.span).any(|(name, _)| name == "PyType_Spec")
    });
    for head in with_specs {
        match unit.parse(file, head).unwrap_or_default().into_iter().next() {
            Some(Item::Declaration(declaration)) => facts.tables.extend(
                declaration
                    .declarators
                    .iter()
                    .filter_map(|one| tables::read(file, unit, macros, &declaration, one)),
            ),
            Some(Item::Function(function)) => {
                facts.tables.extend(tables::of_function(file, unit, macros, &function));
            }
            _ => {}
        }
    }
    facts.tables.retain(|table| table.c_type == "PyType_Spec");
    facts
}
