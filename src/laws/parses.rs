//! No item is worse understood than before.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::source::SourceFile;
use crate::syntax::grammar::Grammar;
use crate::syntax::unit::Unit;

use super::{Broken, Evidence};

pub fn check(evidence: &Evidence) -> Result<(), Broken> {
    for &file in evidence.change.files.keys() {
        let Some(unit) = evidence.units_after.iter().find(|unit| unit.file() == file) else {
            return Err(Broken::new("the result is not recognised as part of the module"));
        };
        let source = evidence.after.get(file);
        // Asked only when something is not understood after.
        let before = OnceCell::new();
        for head in unit.items() {
            if let Err(damage) = unit.parse(source, head) {
                let name = head.name.as_ref().map_or("an item without a name", |name| &name.text).to_owned();
                if !before.get_or_init(|| damaged(evidence.before.get(file))).contains(&name) {
                    return Err(Broken::new(format!("{name} is not understood any more: {}", damage.reason)));
                }
            }
        }
    }
    Ok(())
}

/// The names of items that were not understood before.
fn damaged(source: &SourceFile) -> BTreeSet<String> {
    let unit = Unit::new(source, Grammar::builtin());
    let items = unit.items().iter().filter(|head| unit.parse(source, head).is_err());
    items
        .map(|head| head.name.as_ref().map_or("an item without a name", |name| &name.text).to_owned())
        .collect()
}
