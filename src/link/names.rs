//! Which name means what, seen from which file.

use std::collections::{BTreeSet, HashMap};

use crate::facts::{FileFacts, Global, Holds, Mention};

use super::{ByName, FnId, GlobalId, TableId, TypeId};

/// The names of one module.
#[derive(Debug, Default)]
pub struct Names {
    functions: ByName<FnId>,
    /// Functions that macros write: what changes there changes all that a macro writes.
    written: ByName<FnId>,
    types: ByName<TypeId>,
    globals: ByName<GlobalId>,
    tables: ByName<TableId>,
    /// For each file, the files that are one translation unit with it.
    units: HashMap<usize, BTreeSet<usize>>,
}

/// What a name of a type or variable means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    Type(TypeId),
    Global(GlobalId),
}

impl Names {
    pub fn new(files: &[FileFacts], of: &[usize], units: HashMap<usize, BTreeSet<usize>>) -> Names {
        let mut names = Names { units, ..Names::default() };
        for &file in of {
            let facts = &files[file];
            for (at, one) in facts.functions.iter().enumerate() {
                let known = if one.by_macro.is_some() { &mut names.written } else { &mut names.functions };
                for name in one.names() {
                    known.entry(name.clone()).or_default().push(FnId(file, at));
                }
            }
            for (at, one) in facts.types.iter().enumerate() {
                names.types.entry(one.name.text.clone()).or_default().push(TypeId(file, at));
            }
            for (at, one) in facts.globals.iter().enumerate().filter(|(_, one)| one.function.is_none()) {
                names.globals.entry(one.name.text.clone()).or_default().push(GlobalId(file, at));
            }
            for (at, one) in facts.tables.iter().enumerate() {
                names.tables.entry(one.name.text.clone()).or_default().push(TableId(file, at));
            }
        }
        names
    }

    /// The function of this name, seen from `file`.
    pub fn function(&self, files: &[FileFacts], file: usize, name: &str) -> Option<FnId> {
        let is_static = |id: &FnId| files[id.0].functions[id.1].storage.is_static;
        self.pick(self.functions.get(name)?, file, |id| id.0, is_static)
    }

    /// Whether a function of this name is defined in the translation unit of `file`.
    pub fn is_in_unit(&self, file: usize, name: &str) -> bool {
        let is_near =
            |id: &FnId| id.0 == file || self.units.get(&file).is_some_and(|unit| unit.contains(&id.0));
        self.functions(name).iter().chain(self.written.get(name).into_iter().flatten()).any(is_near)
    }

    /// The same, or what a macro makes of that name.
    pub fn function_or_written(&self, files: &[FileFacts], file: usize, name: &str) -> Option<FnId> {
        let is_static = |id: &FnId| files[id.0].functions[id.1].storage.is_static;
        let written = || self.pick(self.written.get(name)?, file, |id| id.0, is_static);
        self.function(files, file, name).or_else(written)
    }

    /// All functions of this name.
    pub fn functions(&self, name: &str) -> &[FnId] {
        self.functions.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn table(&self, files: &[FileFacts], file: usize, name: &str) -> Option<TableId> {
        let is_static = |id: &TableId| files[id.0].tables[id.1].storage.is_static;
        self.pick(self.tables.get(name)?, file, |id| id.0, is_static)
    }

    /// The type or variable of this name, seen from `file`.
    pub fn symbol(&self, files: &[FileFacts], file: usize, name: &str) -> Option<Symbol> {
        let of_type = self
            .types
            .get(name)
            .and_then(|all| self.pick(all, file, |id| id.0, |id| files[id.0].types[id.1].storage.is_static));
        let of_global = || {
            let all = self.globals.get(name)?;
            // A declaration that is only `extern` is not the variable.
            let defined: Vec<GlobalId> = all.iter().copied().filter(|id| defines(files, *id)).collect();
            self.pick(&defined, file, |id| id.0, |id| files[id.0].globals[id.1].storage.is_static)
        };
        of_type.map(Symbol::Type).or_else(|| of_global().map(Symbol::Global))
    }

    /// The symbol that a mention in a function means.
    pub fn mentioned(&self, files: &[FileFacts], function: FnId, mention: &Mention) -> Option<Symbol> {
        if !mention.is_local {
            return self.symbol(files, function.0, &mention.symbol);
        }
        let name = &files[function.0].functions[function.1].name.text;
        let globals = files[function.0].globals.iter();
        let is_own = |one: &Global| one.name.text == mention.symbol && one.function.as_ref() == Some(name);
        globals.into_iter().position(is_own).map(|at| Symbol::Global(GlobalId(function.0, at)))
    }

    /// The one that is meant in `file`: its own, one of its translation unit, else one with external linkage.
    fn pick<T: Copy>(
        &self,
        all: &[T],
        file: usize,
        file_of: impl Fn(&T) -> usize,
        is_static: impl Fn(&T) -> bool,
    ) -> Option<T> {
        let own = all.iter().find(|one| file_of(one) == file);
        let in_unit =
            || all.iter().find(|one| self.units.get(&file).is_some_and(|unit| unit.contains(&file_of(one))));
        let external = || all.iter().find(|one| !is_static(one));
        own.or_else(in_unit).or_else(external).copied()
    }
}

/// Whether a global's declaration is its definition.
pub fn defines(files: &[FileFacts], id: GlobalId) -> bool {
    let global = &files[id.0].globals[id.1];
    match global.holds {
        Holds::Itself => global.init.is_some(),
        _ => !global.storage.is_extern || global.init.is_some(),
    }
}
