//! No item is worse understood than before.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::source::{SourceFile, Span};
use crate::syntax::head::ItemHead;
use crate::syntax::unit::Unit;

use super::{Broken, Evidence};

pub fn check(evidence: &Evidence) -> Result<(), Broken> {
    for &file in evidence.change.files.keys() {
        let Some(after) = evidence.units_after.iter().find(|unit| unit.file() == file) else {
            return Err(Broken::new("the result is not recognised as part of the module"));
        };
        let source = evidence.after.get(file);
        // What facts tell of was understood when they were read.
        let facts = evidence.project_after.files.iter().find(|facts| facts.file == file);
        let read: HashSet<Span> =
            facts.into_iter().flat_map(|facts| &facts.functions).map(|function| function.span).collect();
        let before = evidence.units_before.iter().find(|unit| unit.file() == file);
        let before = before.map(|unit| Before::new(unit, evidence.before.get(file)));
        for head in after.items().iter().filter(|head| !read.contains(&head.span)) {
            if before.as_ref().is_some_and(|before| before.has(after, source, head)) {
                continue;
            }
            if let Err(damage) = after.parse(source, head) {
                let name = name_of(head);
                if !before.as_ref().is_some_and(|before| before.was_damaged(name)) {
                    return Err(Broken::new(format!("{name} is not understood any more: {}", damage.reason)));
                }
            }
        }
    }
    Ok(())
}

/// A file as it was.
struct Before<'a> {
    unit: &'a Unit,
    source: &'a SourceFile,
    /// Its items, by their text.
    items: HashMap<&'a [u8], &'a ItemHead>,
    /// The names of those that were not understood: asked only when something is not understood after.
    damaged: OnceCell<BTreeSet<&'a str>>,
}

impl<'a> Before<'a> {
    fn new(unit: &'a Unit, source: &'a SourceFile) -> Before<'a> {
        let items = unit.items().iter().map(|head| (source.slice(head.span), head)).collect();
        Before { unit, source, items, damaged: OnceCell::new() }
    }

    /// Whether an item of the result is one that stood here, too, and reads the same.
    fn has(&self, after: &Unit, result: &SourceFile, head: &ItemHead) -> bool {
        let same = self.items.get(result.slice(head.span));
        same.is_some_and(|same| after.reads_alike(result, head, (self.unit, self.source, same)))
    }

    fn was_damaged(&self, name: &str) -> bool {
        let is_damaged = |head: &&ItemHead| self.unit.parse(self.source, head).is_err();
        let damaged = || self.unit.items().iter().filter(is_damaged).map(name_of).collect();
        self.damaged.get_or_init(damaged).contains(name)
    }
}

fn name_of(head: &ItemHead) -> &str {
    head.name.as_ref().map_or("an item without a name", |name| &name.text)
}
