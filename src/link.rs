//! The facts of all files joined: modules, what is whose, who calls whom.
//!
//! This module does not know what is to become of a type; it knows which functions CPython calls, and how.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::capi::entries::EntryKind;
use crate::facts::{self, FileFacts, Function, Global, Macros, Record, Selection, Table, TypeDef};
use crate::source::{FileId, Sources, Span};
use crate::syntax::unit::Unit;

mod entries;
mod getset;
mod modules;
mod names;

pub use entries::{EntryUse, Owner};
pub use names::{Names, Symbol};

/// A function, by file and place in the file's facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FnId(pub usize, pub usize);

/// A type object, by file and place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize, pub usize);

/// A file-level variable, by file and place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GlobalId(pub usize, pub usize);

/// A table, by file and place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub usize, pub usize);

/// All files of a run.
#[derive(Debug)]
pub struct Project {
    pub files: Vec<FileFacts>,
    /// For each file, the files that its includes mean, in order: `None` for those that are not given.
    pub includes: Vec<Vec<Option<usize>>>,
    /// The macros of all files.
    pub macros: Macros,
    pub modules: Vec<Module>,
    /// Types of files that belong to no module, or to several, with the reason.
    pub homeless: Vec<(TypeId, Homeless)>,
}

/// Why a type has no module of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Homeless {
    /// No `PyInit_` function reaches its file.
    NoModule,
    /// Several modules are made of its file: their names.
    Shared(Vec<String>),
}

/// One extension module: what one `PyInit_` function brings up.
#[derive(Debug)]
pub struct Module {
    /// As in `PyInit_name`.
    pub name: String,
    pub py_init: FnId,
    /// Its files, in order.
    pub files: Vec<usize>,
    /// Those of its files that other modules are made of, too: they cannot change for one of them.
    pub shared: BTreeSet<usize>,
    pub types: Vec<TypeId>,
    pub globals: Vec<GlobalId>,
    pub names: Names,
    /// The macros of its files.
    pub macros: Macros,
    /// What CPython calls, and how: by function.
    pub entries: BTreeMap<FnId, Vec<EntryUse>>,
    /// The same of functions that macros write, by name.
    pub written: BTreeMap<String, Vec<EntryUse>>,
    /// Uses of a function's address that no table of CPython's explains.
    pub loose: BTreeMap<FnId, Vec<Span>>,
    /// Direct calls: for each function, who calls it and at which of the caller's calls.
    pub callers: BTreeMap<FnId, Vec<(FnId, usize)>>,
}

impl Project {
    pub fn function(&self, id: FnId) -> &Function {
        &self.files[id.0].functions[id.1]
    }

    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.files[id.0].types[id.1]
    }

    /// A file and all that it includes, among those given.
    pub fn with_included(&self, file: usize) -> BTreeSet<usize> {
        modules::below(file, &self.includes)
    }

    /// The place of a file's facts.
    pub fn index_of(&self, file: FileId) -> Option<usize> {
        self.files.iter().position(|facts| facts.file == file)
    }

    pub fn global(&self, id: GlobalId) -> &Global {
        &self.files[id.0].globals[id.1]
    }

    pub fn table(&self, id: TableId) -> &Table {
        &self.files[id.0].tables[id.1]
    }

    /// The struct that is named so, looked for in the module's files.
    pub fn record(&self, module: &Module, name: &str) -> Option<&Record> {
        let records = module.files.iter().flat_map(|&file| &self.files[file].records);
        records.into_iter().find(|record| record.names.iter().any(|known| known == name))
    }
}

impl Module {
    pub fn entries_of(&self, function: FnId) -> &[EntryUse] {
        self.entries.get(&function).map_or(&[], Vec::as_slice)
    }

    /// Whether the function is the body of a `Py_mod_exec` slot.
    pub fn is_exec(&self, function: FnId) -> bool {
        self.entries_of(function).iter().any(|one| one.entry.kind == EntryKind::ModuleExec)
    }

    /// All functions of the module that were read, in order of file and place.
    pub fn functions<'a>(&'a self, project: &'a Project) -> impl Iterator<Item = FnId> + 'a {
        self.files
            .iter()
            .flat_map(|&file| (0..project.files[file].functions.len()).map(move |at| FnId(file, at)))
    }
}

/// Reads the facts of all units, side by side, and joins them. Files apart are files of the project, too, behind the
/// others: they belong to no module.
pub fn read(sources: &Sources, Selection { units, apart }: &Selection) -> Project {
    let mut project = read_units(sources, units);
    // Their headers were not looked at: a macro is theirs when it stands in the file itself.
    let read = |unit: &Unit| {
        let macros = Macros::new(sources, std::iter::once(unit));
        facts::apart(sources.get(unit.file()), unit, &macros)
    };
    let apart: Vec<FileFacts> = apart.par_iter().map(read).collect();
    project.includes.extend(apart.iter().map(|_| Vec::new()));
    project.files.extend(apart);
    project
}

/// The same for files that are tied to each other.
pub fn read_units(sources: &Sources, units: &[Unit]) -> Project {
    let macros = Macros::new(sources, units.iter());
    let survey = facts::survey(sources, units, &macros);
    let files: Vec<FileFacts> = units
        .par_iter()
        .zip(&survey.wanted)
        .map(|(unit, wanted)| {
            facts::collect(sources.get(unit.file()), unit, &macros, &survey.interest, wanted)
        })
        .collect();
    let paths: Vec<String> = units.iter().map(|unit| sources.get(unit.file()).name.clone()).collect();
    link(files, &paths, macros)
}

/// Joins the facts of all files.
fn link(files: Vec<FileFacts>, paths: &[String], macros: Macros) -> Project {
    let includes = modules::resolve_includes(&files, paths);
    let mut project = Project { files, includes, macros, modules: Vec::new(), homeless: Vec::new() };
    let (groups, homeless) = modules::find(&project);
    project.homeless = homeless;
    project.modules = groups.into_iter().map(|group| entries::connect(&project, group)).collect();
    project
}

/// By name, everything of one kind that has it.
type ByName<T> = HashMap<String, Vec<T>>;
