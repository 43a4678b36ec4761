//! What makes a type, read from C: its flags and its slots, from a static definition or from a spec alike.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use migrate_types::capi::fields::Travels;
use migrate_types::capi::suites::{MemberSlot, Suite};
use migrate_types::facts::{FileFacts, Table, TypeDef, Value};
use migrate_types::link;
use migrate_types::source::{SourceFile, Sources};
use migrate_types::syntax::grammar::Grammar;
use migrate_types::syntax::unit::Unit;

use super::reach::{self, Reach};
use crate::files;

const SPEC: [&str; 5] = ["name", "basicsize", "itemsize", "flags", "slots"];
const SLOT: [&str; 2] = ["slot", "pfunc"];
const METHOD: [&str; 4] = ["ml_name", "ml_meth", "ml_flags", "ml_doc"];
const GETSET: [&str; 5] = ["name", "get", "set", "doc", "closure"];

/// The members of a heap type that stand for fields of a static one.
const OFFSETS: [(&str, &str); 3] = [
    ("__weaklistoffset__", "tp_weaklistoffset"),
    ("__dictoffset__", "tp_dictoffset"),
    ("__vectorcalloffset__", "tp_vectorcall_offset"),
];

/// One type.
#[derive(Debug)]
pub struct Shape {
    /// `tp_name`.
    pub name: String,
    /// From Modules.
    pub file: String,
    pub is_static: bool,
    /// Without `Py_TPFLAGS_`.
    pub flags: BTreeSet<String>,
    /// By the slot's name without `Py_`: the function, or another value as written, without casts.
    pub slots: BTreeMap<String, String>,
    /// How each function of its slots and tables finds the state; those that do not ask for it left out.
    pub reach: BTreeMap<String, Reach>,
}

/// All types under the folder Modules of a source.
pub fn read(modules: &Path) -> Result<Vec<Shape>, String> {
    let sources = files::read_all(&[modules.to_owned()], modules)?;
    Ok(sources.iter().flat_map(|file| in_file(&sources, file)).collect())
}

fn in_file(sources: &Sources, file: &SourceFile) -> Vec<Shape> {
    let text = String::from_utf8_lossy(&file.bytes);
    if !file.name.ends_with(".c") || !(text.contains("PyType_Spec") || text.contains("PyTypeObject")) {
        return Vec::new();
    }
    let unit = Unit::new(file, Grammar::builtin());
    let project = link::read_units(sources, std::slice::from_ref(&unit));
    let Some(facts) = project.files.first() else { return Vec::new() };
    let reader = Reader { file, facts, reach: reach::read(file, &unit) };
    let specs = facts.tables.iter().filter(|table| table.c_type == "PyType_Spec" && !table.is_array);
    let statics = facts.types.iter().map(|ty| reader.of_static(ty));
    statics.chain(specs.filter_map(|table| reader.of_spec(table))).collect()
}

struct Reader<'a> {
    file: &'a SourceFile,
    facts: &'a FileFacts,
    reach: BTreeMap<String, Reach>,
}

impl Reader<'_> {
    fn of_static(&self, ty: &TypeDef) -> Shape {
        let mut shape = self.shape(String::new());
        shape.is_static = true;
        for field in ty.fields.iter().filter(|field| !field.value.is_null()) {
            let value = &field.value;
            match field.field.travels {
                Travels::SpecName => shape.name = value.text.clone().unwrap_or_default(),
                Travels::SpecFlags => shape.flags = flags(value),
                Travels::Suite(suite) => self.suite(suite, value, &mut shape),
                Travels::Slot(id) => self.slot(id, value, &mut shape),
                _ if OFFSETS.iter().any(|(_, field_name)| *field_name == field.field.name) => {
                    shape.slots.insert(field.field.name.to_owned(), self.text(value));
                }
                _ => {}
            }
        }
        shape
    }

    fn of_spec(&self, table: &Table) -> Option<Shape> {
        let row = table.only()?;
        let name = row.cell(&SPEC, "name")?.value.text.clone()?;
        let mut shape = self.shape(name);
        shape.flags = row.cell(&SPEC, "flags").map(|cell| flags(&cell.value)).unwrap_or_default();
        let slots = self.table(row.cell(&SPEC, "slots")?.value.names.first()?)?;
        for row in slots.rows.iter().filter(|row| !row.is_sentinel()) {
            let (Some(id), Some(value)) = (row.cell(&SLOT, "slot"), row.cell(&SLOT, "pfunc")) else {
                continue;
            };
            self.slot(id.value.names.first().map_or("", String::as_str), &value.value, &mut shape);
        }
        Some(shape)
    }

    fn shape(&self, name: String) -> Shape {
        Shape {
            name,
            file: self.file.name.clone(),
            is_static: false,
            flags: BTreeSet::new(),
            slots: BTreeMap::new(),
            reach: BTreeMap::new(),
        }
    }

    fn suite(&self, suite: Suite, value: &Value, shape: &mut Shape) {
        let row = suite.row();
        let order: Vec<&str> = row.members.iter().map(|member| member.name).collect();
        let table = value.target().and_then(|name| self.table(name));
        for (name, cell) in table.and_then(Table::only).into_iter().flat_map(|row| row.cells_in(&order)) {
            let member = row.members.iter().find(|member| Some(member.name) == name);
            if let Some(MemberSlot::Id(id)) = member.map(|member| member.slot)
                && !cell.value.is_null()
            {
                self.slot(id, &cell.value, shape);
            }
        }
    }

    /// A slot, and what the tables in it add.
    fn slot(&self, id: &str, value: &Value, shape: &mut Shape) {
        let id = id.trim_start_matches("Py_").to_owned();
        let text = self.text(value);
        let table = self.table(value.names.first().map_or("", String::as_str));
        match (id.as_str(), table) {
            ("tp_members", Some(table)) => self.offsets(table, shape),
            ("tp_methods", Some(table)) => self.functions(table, &METHOD, &["ml_meth"], shape),
            ("tp_getset", Some(table)) => self.functions(table, &GETSET, &["get", "set"], shape),
            _ => self.found(&text, shape),
        }
        shape.slots.insert(id, text);
    }

    /// Members that are offsets of the type become entries of their own.
    fn offsets(&self, table: &Table, shape: &mut Shape) {
        for row in &table.rows {
            let name = row.cells.first().and_then(|cell| cell.value.text.as_deref());
            if let Some((_, field)) = OFFSETS.iter().find(|(member, _)| Some(*member) == name)
                && let Some(offset) = row.cells.get(2)
            {
                shape.slots.insert((*field).to_owned(), self.text(&offset.value));
            }
        }
    }

    fn functions(&self, table: &Table, order: &[&str], fields: &[&str], shape: &mut Shape) {
        for row in &table.rows {
            match &row.macro_name {
                // `ITERTOOLS_TEE___COPY___METHODDEF` stands for what Argument Clinic calls itertools_tee___copy__.
                Some(name) => {
                    let stem = name.trim_end_matches("_METHODDEF").trim_end_matches("_GETSETDEF");
                    let is_it = |function: &&String| {
                        function.trim_end_matches("_impl").eq_ignore_ascii_case(stem)
                            && function.ends_with("_impl")
                    };
                    let function = self.reach.keys().find(is_it).cloned();
                    function.iter().for_each(|function| self.found(function, shape));
                }
                None => {
                    let cells = fields.iter().filter_map(|field| row.cell(order, field));
                    cells.for_each(|cell| self.found(cell.value.target().unwrap_or(""), shape));
                }
            }
        }
    }

    fn found(&self, function: &str, shape: &mut Shape) {
        if let Some(reach) = self.reach.get(function) {
            shape.reach.insert(function.to_owned(), *reach);
        }
    }

    fn table(&self, name: &str) -> Option<&Table> {
        self.facts.tables.iter().find(|table| table.name.text == name)
    }

    fn text(&self, value: &Value) -> String {
        let text = self.file.text(value.core);
        text.trim_start_matches('&').split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn flags(value: &Value) -> BTreeSet<String> {
    value
        .names
        .iter()
        .map(|name| name.trim_start_matches('_').trim_start_matches("Py_TPFLAGS_").to_owned())
        .collect()
}
