//! What CPython calls: every function that a type, a table or the module definition points to, and who calls whom.

use std::collections::HashSet;

use crate::capi::entries::{self, Entry, EntryKind, Returns};
use crate::capi::fields::Travels;
use crate::capi::slots::slot_named;
use crate::capi::suites::{MemberSlot, suite_of_type};
use crate::facts::{ArgKind, FileFacts, MentionKind, Row, StaticKind};
use crate::source::Span;

use super::getset;
use super::modules::Group;
use super::names::{Names, Symbol};
use super::{FnId, Module, Project, TableId, TypeId};

/// One way in which CPython calls a function.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryUse {
    pub entry: Entry,
    pub owner: Owner,
    /// Where the table or type names the function.
    pub span: Span,
}

/// Whose entry point it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    Type(TypeId),
    /// A heap type, by the name of its slots table.
    HeapType(String),
    Module,
    /// A table that nothing read here points to, by its name.
    Unknown(String),
}

/// Builds the module of a group of files.
pub fn connect(project: &Project, group: Group) -> Module {
    let files = &project.files;
    let names = Names::new(files, &group.files, group.units);
    let own_files: Vec<usize> =
        group.files.iter().copied().filter(|file| !group.shared.contains(file)).collect();
    let types = ids(&own_files, |file| files[file].types.len()).map(|(file, at)| TypeId(file, at)).collect();
    let globals = ids(&own_files, |file| files[file].globals.len())
        .map(|(file, at)| super::GlobalId(file, at))
        .filter(|&id| super::names::defines(files, id))
        .collect();
    let own = group.files.iter().map(|&file| files[file].file).collect();
    let module = Module {
        name: group.name,
        macros: project.macros.within(&own).without(&read_as_functions(files, &group.files)),
        py_init: group.py_init,
        types,
        globals,
        names,
        entries: Default::default(),
        written: Default::default(),
        loose: Default::default(),
        callers: Default::default(),
        shared: group.shared,
        files: group.files,
    };
    let mut builder = Builder { project, module, explained: Vec::new(), used_tables: Vec::new() };
    builder.types();
    builder.module_definitions();
    builder.heap_types();
    builder.other_tables();
    builder.add((group.py_init, Entry::new(EntryKind::ModuleInit, Returns::Object)), Owner::Module, None);
    builder.uses();
    builder.module
}

/// The macros that are read as the functions they write.
fn read_as_functions(files: &[FileFacts], of: &[usize]) -> HashSet<String> {
    let functions = of.iter().flat_map(|&file| &files[file].functions);
    functions.filter_map(|one| one.by_macro.as_ref()).map(|by| by.name.text.clone()).collect()
}

fn ids<'a>(
    files: &'a [usize],
    count: impl Fn(usize) -> usize + 'a,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    files.iter().flat_map(move |&file| (0..count(file)).map(move |at| (file, at)))
}

struct Builder<'a> {
    project: &'a Project,
    module: Module,
    /// Places of function names that a table of CPython's explains.
    explained: Vec<Span>,
    /// Tables that a type or a module definition points to.
    used_tables: Vec<TableId>,
}

impl Builder<'_> {
    fn files(&self) -> &[FileFacts] {
        &self.project.files
    }

    fn function(&self, file: usize, name: &str) -> Option<FnId> {
        self.module.names.function_or_written(self.files(), file, name)
    }

    fn add(&mut self, (function, entry): (FnId, Entry), owner: Owner, span: Option<Span>) {
        let span = span.unwrap_or_else(|| self.project.function(function).name.span);
        self.explained.push(span);
        let uses = self.module.entries.entry(function).or_default();
        if !uses.iter().any(|one| one.entry == entry && one.owner == owner) {
            uses.push(EntryUse { entry, owner, span });
        }
    }

    /// Adds the function that a value names.
    fn add_value(&mut self, file: usize, value: &crate::facts::Value, entry: Entry, owner: Owner) {
        let Some(name) = value.target() else { return };
        if let Some(function) = self.function(file, name) {
            self.explained.push(value.core);
            self.add((function, entry), owner, Some(value.core));
        } else if self.files()[file].written_at.iter().any(|(known, _)| known == name) {
            let uses = self.module.written.entry(name.to_owned()).or_default();
            uses.push(EntryUse { entry, owner, span: value.core });
        }
    }

    fn types(&mut self) {
        for id in self.module.types.clone() {
            for field in &self.project.type_def(id).fields {
                self.field(id.0, field.field.travels, &field.value, id);
            }
        }
        self.run_time_fields();
    }

    fn field(&mut self, file: usize, travels: Travels, value: &crate::facts::Value, owner: TypeId) {
        match travels {
            Travels::Slot("Py_tp_methods" | "Py_tp_getset") | Travels::Suite(_) => {
                let name = value.target().unwrap_or_default();
                if let Some(table) = self.module.names.table(self.files(), file, name) {
                    self.table(table, &Owner::Type(owner));
                }
            }
            Travels::Slot(slot) | Travels::AfterCreation(slot) => {
                if let Some(entry) = slot_named(slot).and_then(|row| row.entry()) {
                    self.add_value(file, value, entry, Owner::Type(owner));
                }
            }
            _ => {}
        }
    }

    /// `X.tp_new = f;` in some function.
    fn run_time_fields(&mut self) {
        let project = self.project;
        for id in self.module.functions(project).collect::<Vec<_>>() {
            for mention in &project.function(id).mentions {
                let MentionKind::MemberWrite { field, value, value_kind, .. } = &mention.kind else {
                    continue;
                };
                let owner = self.module.names.symbol(self.files(), id.0, &mention.symbol);
                let Some(Symbol::Type(owner)) = owner else { continue };
                let Some(row) = crate::capi::fields::field_named(&field.text) else { continue };
                let (ArgKind::Name(name) | ArgKind::Address(name)) = value_kind else { continue };
                let value = crate::facts::Value {
                    span: *value,
                    core: *value,
                    kind: ArgKind::Name(name.clone()),
                    names: Vec::new(),
                    text: None,
                    is_large: false,
                };
                self.field(id.0, row.travels, &value, owner);
            }
        }
    }

    fn table(&mut self, id: TableId, owner: &Owner) {
        self.used_tables.push(id);
        let project = self.project;
        let table = project.table(id);
        for row in &table.rows {
            match table.c_type.as_str() {
                "PyMethodDef" => self.method_row(id.0, row, owner),
                "PyGetSetDef" => self.getset_row(id.0, row, owner),
                c_type => self.suite(id.0, c_type, row, owner),
            }
        }
    }

    fn method_row(&mut self, file: usize, row: &Row, owner: &Owner) {
        let kind_of = |flags: &[&str]| match owner {
            Owner::Module => EntryKind::ModuleFunction,
            _ => entries::method_kind(flags),
        };
        if let Some(name) = &row.macro_name {
            let given = row.cells.first().map_or(&[][..], |cell| &cell.value.names);
            return self.method_macro(file, name, given, owner, &kind_of);
        }
        const ORDER: [&str; 4] = ["ml_name", "ml_meth", "ml_flags", "ml_doc"];
        let Some(function) = row.cell(&ORDER, "ml_meth") else { return };
        let flags = row.cell(&ORDER, "ml_flags").map_or(&[][..], |cell| &cell.value.names);
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let entry = Entry::new(kind_of(&flags), Returns::Object);
        // Casts hide the name: `(PyCFunction)(void(*)(void))f`.
        let value = function.value.clone();
        self.add_value(file, &value, entry, owner.clone());
    }

    /// A row that a macro writes: the function is the name in its body that is one, or that it makes of a word `given`.
    fn method_macro(
        &mut self,
        file: usize,
        name: &str,
        given: &[String],
        owner: &Owner,
        kind_of: &dyn Fn(&[&str]) -> EntryKind,
    ) {
        for definition in self.module.macros.get(name).to_vec() {
            let names = definition.idents.iter().map(|(name, _)| name.as_str());
            let words = names.chain(given.iter().map(String::as_str));
            let flags: Vec<&str> = words.filter(|name| name.starts_with("METH_")).collect();
            let entry = Entry::new(kind_of(&flags), Returns::Object);
            let written = definition.idents.iter().map(|(name, span)| (name.clone(), *span));
            let pasted = definition.pastes().into_iter().flat_map(|paste| {
                let made =
                    move |word: &String| (format!("{}{word}{}", paste.before, paste.after), paste.span);
                given.iter().map(made)
            });
            for (name, span) in written.chain(pasted) {
                if let Some(function) = self.function(file, &name) {
                    self.add((function, entry), owner.clone(), Some(span));
                }
            }
        }
    }

    fn getset_row(&mut self, file: usize, row: &Row, owner: &Owner) {
        const ORDER: [&str; 5] = ["name", "get", "set", "doc", "closure"];
        for (field, entry) in [("get", entries::GETTER), ("set", entries::SETTER)] {
            if let Some(cell) = row.cell(&ORDER, field) {
                self.add_value(file, &cell.value, entry, owner.clone());
            }
        }
        // A macro may write the row, or several; it names the functions, or its arguments do.
        if let Some(name) = &row.macro_name {
            let definitions = self.module.macros.get(name).to_vec();
            let named = definitions.iter().flat_map(|definition| getset::functions(definition));
            for (word, span, sets) in named.collect::<Vec<_>>() {
                let entry = if sets { entries::SETTER } else { entries::GETTER };
                if let Some(function) = self.function(file, word) {
                    self.add((function, entry), owner.clone(), Some(span));
                }
            }
            for name in row.cells.iter().flat_map(|cell| &cell.value.names) {
                if let Some(function) = self.function(file, name) {
                    self.add((function, entries::GETTER), owner.clone(), Some(row.span));
                }
            }
        }
    }

    fn suite(&mut self, file: usize, c_type: &str, row: &Row, owner: &Owner) {
        let Some(suite) = suite_of_type(c_type) else { return };
        let order: Vec<&str> = suite.members.iter().map(|member| member.name).collect();
        for (field, cell) in row.cells_in(&order) {
            let member = suite.members.iter().find(|member| Some(member.name) == field);
            let Some(MemberSlot::Id(slot)) = member.map(|member| member.slot) else { continue };
            if let Some(entry) = slot_named(slot).and_then(|row| row.entry()) {
                self.add_value(file, &cell.value, entry, owner.clone());
            }
        }
    }

    fn tables_of(&self, c_type: &str) -> Vec<TableId> {
        let project = self.project;
        ids(&self.module.files, |file| project.files[file].tables.len())
            .map(|(file, at)| TableId(file, at))
            .filter(|&id| project.table(id).c_type == c_type)
            .collect()
    }

    fn module_definitions(&mut self) {
        let project = self.project;
        for id in self.tables_of("PyModuleDef") {
            let Some(row) = project.table(id).only() else { continue };
            for (field, entry) in entries::MODULE_FIELDS {
                if let Some(cell) = row.cell(entries::MODULE_DEF, field) {
                    self.add_value(id.0, &cell.value, *entry, Owner::Module);
                }
            }
            let methods = row.cell(entries::MODULE_DEF, "m_methods").and_then(|cell| cell.value.target());
            if let Some(table) = methods.and_then(|name| self.module.names.table(self.files(), id.0, name)) {
                self.table(table, &Owner::Module);
            }
        }
        for id in self.tables_of("PyModuleDef_Slot") {
            self.slots(id, Owner::Module, &|name| {
                entries::MODULE_SLOTS.iter().find(|(slot, _)| *slot == name).map(|(_, entry)| *entry)
            });
        }
    }

    fn heap_types(&mut self) {
        let project = self.project;
        for id in self.tables_of("PyType_Slot") {
            let owner = Owner::HeapType(project.table(id).name.text.clone());
            self.slots(id, owner.clone(), &|name| slot_named(name).and_then(|row| row.entry()));
            for row in &project.table(id).rows {
                let names: Vec<&str> = row.cells.iter().filter_map(|cell| cell.value.target()).collect();
                if let ["Py_tp_methods" | "Py_tp_getset", table] = names[..]
                    && let Some(table) = self.module.names.table(self.files(), id.0, table)
                {
                    self.table(table, &owner);
                }
            }
        }
    }

    fn slots(&mut self, id: TableId, owner: Owner, entry_of: &dyn Fn(&str) -> Option<Entry>) {
        let project = self.project;
        for row in &project.table(id).rows {
            let [slot, value, ..] = &row.cells[..] else { continue };
            if let Some(entry) = slot.value.target().and_then(entry_of) {
                self.add_value(id.0, &value.value, entry, owner.clone());
            }
        }
    }

    /// Tables of methods, getters and suites that nothing read so far points to.
    fn other_tables(&mut self) {
        for c_type in ["PyMethodDef", "PyGetSetDef"] {
            for id in self.tables_of(c_type) {
                if !self.used_tables.contains(&id) {
                    let owner = Owner::Unknown(self.project.table(id).name.text.clone());
                    self.table(id, &owner);
                }
            }
        }
    }

    /// Direct calls, and addresses taken that no table explains.
    fn uses(&mut self) {
        let project = self.project;
        for id in self.module.functions(project).collect::<Vec<_>>() {
            for (at, call) in project.function(id).calls.iter().enumerate() {
                if let Some(callee) = self.function(id.0, &call.callee) {
                    self.module.callers.entry(callee).or_default().push((id, at));
                }
            }
            for use_ in &project.function(id).function_uses {
                let is_word = use_.callee.as_ref().is_some_and(|(callee, index)| {
                    let bodies = self.module.macros.get(callee);
                    !bodies.is_empty() && bodies.iter().all(|one| one.takes_word(*index))
                });
                if !is_word {
                    self.loose(id.0, &use_.name, use_.span);
                }
            }
        }
        for &file in &self.module.files.clone() {
            for use_ in project.files[file].statics.iter().filter(|one| one.kind == StaticKind::Function) {
                self.loose(file, &use_.name, use_.span);
            }
        }
    }

    fn loose(&mut self, file: usize, name: &str, span: Span) {
        let explained = self.explained.iter().any(|known| known.contains(span) || span.contains(*known));
        if !explained && let Some(function) = self.function(file, name) {
            self.module.loose.entry(function).or_default().push(span);
        }
    }
}
