//! All that is told of one of CPython's modules: data only.

use std::collections::BTreeMap;

use super::list::Module;
use super::trial::Compared;
use crate::tool::{self, Said, Type};

#[derive(Default)]
pub struct Row {
    pub module: String,
    pub found: usize,
    pub migrated: usize,
    /// How many types, or the module as a whole, each rule refuses.
    pub refused_by: BTreeMap<String, usize>,
    pub tests: Option<Compared>,
    /// How many tests leak before, and which leak after that did not; nothing where they were not counted.
    pub leaks: Option<(usize, Vec<String>)>,
    /// New ones.
    pub warnings: Vec<String>,
    /// What else is worse than before.
    pub trouble: Vec<String>,
}

impl Row {
    /// What the tool said of the types in the files of a module.
    pub fn of(name: &str, said: &Said, has: impl Fn(&str) -> bool) -> Row {
        let types: Vec<&Type> =
            said.types.iter().filter(|ty| ty.is_static() && has(local(ty.file()))).collect();
        let file = |refusal: &&tool::Refusal| refusal.file.as_deref().is_some_and(|file| has(local(file)));
        Row {
            module: name.to_owned(),
            found: types.len(),
            migrated: types.iter().filter(|ty| ty.is_migrated()).count(),
            refused_by: tool::by_rule(said.refusals.iter().filter(file)),
            ..Row::default()
        }
    }

    pub fn is_well(&self) -> bool {
        let lost = self.tests.as_ref().is_some_and(|tests| !tests.lost.is_empty());
        let leaks = self.leaks.as_ref().is_some_and(|(_, new)| !new.is_empty());
        !lost && !leaks && self.warnings.is_empty() && self.trouble.is_empty()
    }
}

/// A row for each module of the list that has static types, then one for each other file that has.
pub fn rows(modules: &[Module], said: &Said) -> Vec<Row> {
    let mut rows: Vec<Row> =
        modules.iter().map(|module| Row::of(&module.name, said, |file| module.has(file))).collect();
    let mut others: Vec<&str> =
        said.types.iter().filter(|ty| ty.is_static()).map(|ty| local(ty.file())).collect();
    others.retain(|file| !modules.iter().any(|module| module.has(file)));
    others.sort_unstable();
    others.dedup();
    rows.extend(others.iter().map(|other| Row::of(other, said, |file| file == *other)));
    rows.retain(|row| row.found > 0);
    rows
}

/// `./_io/fileio.c` as `_io/fileio.c`.
pub fn local(file: &str) -> &str {
    file.strip_prefix("./").unwrap_or(file)
}
