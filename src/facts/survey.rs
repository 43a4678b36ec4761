//! Which names matter in this run, and which items must be parsed for them: told from tokens alone.
//!
//! The closure runs over all files at once and over callers, by name: it may take too much, never too little.

use std::collections::{HashMap, HashSet};

use crate::capi::calls::{Role, role_of};
use crate::source::{SourceFile, Sources, Span};
use crate::syntax::ast::{Declarator, Item};
use crate::syntax::head::{HeadKind, ItemHead};
use crate::syntax::unit::Unit;

use super::globals::{Holds, is_number};
use super::macros::Macros;
use super::{records, types};

/// The names that facts are gathered about.
#[derive(Debug, Default)]
pub struct Interest {
    /// Type objects, and variables that hold objects or types.
    pub symbols: HashSet<String>,
    /// Macros whose expansion names a symbol, or calls what may need one.
    pub macros: HashSet<String>,
    /// Every function that is defined in the files.
    pub functions: HashSet<String>,
    /// Structs that start as objects do.
    pub objects: HashSet<String>,
    /// Static tables that name symbols, and whether their rows are plain pointers.
    pub tables: HashMap<String, bool>,
}

impl Interest {
    /// Whether a name is that of a symbol, or of a table that names one.
    pub fn knows(&self, name: &str) -> bool {
        self.symbols.contains(name) || self.tables.contains_key(name)
    }
}

/// What to parse.
#[derive(Debug)]
pub struct Survey {
    pub interest: Interest,
    /// For each unit, in order, the items that matter.
    pub wanted: Vec<Vec<usize>>,
}

/// Looks over all units.
pub fn survey(sources: &Sources, units: &[Unit], macros: &Macros) -> Survey {
    let objects = object_structs(sources, units);
    let symbols = symbols(sources, units, &objects);
    let mut interest = Interest { symbols, objects, ..Interest::default() };
    interest.functions = functions(units);
    interest.tables = tables(sources, units, &interest.symbols);
    let graph = Graph::new(sources, units, macros, &interest);
    let life = life_functions(sources, units, macros, &interest.functions);
    let returning: Vec<String> =
        macros.iter().filter(|one| one.returns()).map(|one| one.name.clone()).collect();
    let mut reached = graph.reach(units, &interest, &life, &returning);
    reached.functions.extend(graph.beside(sources, units, &reached));
    let names: HashSet<&str> = reached
        .functions
        .iter()
        .filter_map(|&(unit, at)| units[unit].items()[at].name.as_ref())
        .map(|name| name.text.as_str())
        .collect();
    let wanted = units.iter().enumerate().map(|(index, unit)| {
        let items = unit.items().iter().enumerate();
        let matters = |(at, head): &(usize, &ItemHead)| match head.kind {
            HeadKind::Function => reached.functions.contains(&(index, *at)),
            HeadKind::Prototype => head.name.as_ref().is_some_and(|name| names.contains(name.text.as_str())),
            HeadKind::MacroCall | HeadKind::Other => false,
            HeadKind::Typedef => false,
            HeadKind::Variable => names_any(sources.get(unit.file()), unit, head, &interest),
            _ => true,
        };
        items.filter(matters).map(|(at, _)| at).collect()
    });
    let wanted = wanted.collect();
    interest.macros = reached.macros;
    // What such a macro does to the function it stands in must be known, whatever it names.
    let telling =
        macros.iter().filter(|one| one.returns() || one.idents.iter().any(|(name, _)| matters_always(name)));
    interest.macros.extend(telling.map(|one| one.name.clone()));
    Survey { interest, wanted }
}

/// Type objects, and variables that can move into a module state, of all files.
fn symbols(sources: &Sources, units: &[Unit], objects: &HashSet<String>) -> HashSet<String> {
    let mut symbols = HashSet::new();
    let is_instance = |base: &str| objects.contains(base);
    for unit in units {
        let file = sources.get(unit.file());
        for head in unit.items() {
            match head.kind {
                HeadKind::TypeObject | HeadKind::TypeDeclaration => {
                    symbols.extend(head.name.iter().map(|name| name.text.clone()));
                    symbols.extend(declared_names(file, unit, head, &|base, _| base == "PyTypeObject"));
                }
                HeadKind::Variable if may_move(file, unit, head, objects) => {
                    let can_move =
                        |base: &str, one: &Declarator| Holds::of(base, one, &is_instance).is_some();
                    symbols.extend(declared_names(file, unit, head, &can_move));
                }
                _ => {}
            }
        }
    }
    symbols
}

/// Static arrays whose initializers name symbols.
fn tables(sources: &Sources, units: &[Unit], symbols: &HashSet<String>) -> HashMap<String, bool> {
    let mut tables = HashMap::new();
    for unit in units {
        let file = sources.get(unit.file());
        let heads =
            unit.items().iter().filter(|head| matches!(head.kind, HeadKind::Variable | HeadKind::Record));
        for head in
            heads.filter(|head| unit.names_in(file, head.span).any(|(name, _)| symbols.contains(name)))
        {
            for item in unit.parse(file, head).unwrap_or_default() {
                let Item::Declaration(declaration) = item else { continue };
                let lists =
                    declaration.declarators.into_iter().filter(|one| one.ty.arrays > 0 && one.init.is_some());
                tables.extend(lists.map(|one| (one.name.text, one.ty.stars > 0)));
            }
        }
    }
    tables
}

/// Whether the words of a declaration can be those of a variable that holds an object, or of a static number.
fn may_move(file: &SourceFile, unit: &Unit, head: &ItemHead, objects: &HashSet<String>) -> bool {
    let words: Vec<&str> = unit.names_in(file, head.span).map(|(name, _)| name).collect();
    let holds = |word: &&str| matches!(*word, "PyObject" | "PyTypeObject") || objects.contains(*word);
    let is_number = words.first() == Some(&"static") && words.get(1).is_some_and(|word| is_number(word));
    (is_number || words.iter().any(holds)) && !words.contains(&"const")
}

/// The names of the structs that start as objects do, by `PyObject_HEAD` or with another such struct.
fn object_structs(sources: &Sources, units: &[Unit]) -> HashSet<String> {
    let mut known: HashSet<String> = HashSet::new();
    loop {
        let before = known.len();
        for unit in units {
            let file = sources.get(unit.file());
            for head in unit.items().iter().filter(|head| is_struct(head.kind)) {
                let names = || unit.names_in(file, head.span).map(|(name, _)| name);
                if names().any(|name| name.ends_with("_HEAD") || known.contains(name)) {
                    known.extend(object_names(file, unit, head, &known));
                }
            }
        }
        if known.len() == before {
            return known;
        }
    }
}

fn is_struct(kind: HeadKind) -> bool {
    matches!(kind, HeadKind::Record | HeadKind::Typedef)
}

fn object_names(file: &SourceFile, unit: &Unit, head: &ItemHead, known: &HashSet<String>) -> Vec<String> {
    let mut names = Vec::new();
    for item in unit.parse(file, head).unwrap_or_default() {
        let Item::Declaration(declaration) = item else { continue };
        if let Some(record) = records::read(file, unit, &declaration) {
            let first = record.fields.first().filter(|field| field.ty.stars == 0 && field.ty.arrays == 0);
            if record.has_head() || first.is_some_and(|field| known.contains(&field.ty.base)) {
                names.extend(record.names);
            }
        } else if declaration.storage.is_typedef && known.contains(&declaration.base) {
            // `typedef struct node Node;`
            let plain = declaration.declarators.iter().filter(|one| one.ty.stars == 0 && one.ty.arrays == 0);
            names.extend(plain.map(|one| one.name.text.clone()));
        }
    }
    names
}

fn declared_names(
    file: &SourceFile,
    unit: &Unit,
    head: &ItemHead,
    wanted: &dyn Fn(&str, &Declarator) -> bool,
) -> Vec<String> {
    let Ok(variants) = unit.parse(file, head) else { return Vec::new() };
    let mut names = Vec::new();
    for item in &variants {
        let Item::Declaration(declaration) = item else { continue };
        let objects = declaration
            .declarators
            .iter()
            .filter(|one| one.params.is_none() && wanted(&declaration.base, one));
        names.extend(objects.map(|one| one.name.text.clone()));
    }
    names
}

fn functions(units: &[Unit]) -> HashSet<String> {
    let heads = units.iter().flat_map(Unit::items).filter(|head| head.kind == HeadKind::Function);
    heads.filter_map(|head| head.name.as_ref()).map(|name| name.text.clone()).collect()
}

fn names_any(file: &SourceFile, unit: &Unit, head: &ItemHead, interest: &Interest) -> bool {
    unit.names_in(file, head.span)
        .any(|(name, _)| interest.symbols.contains(name) || interest.functions.contains(name))
}

/// A function item, by unit and place.
type Node = (usize, usize);

/// Who names whom: functions and macros by the names in them.
#[derive(Default)]
struct Graph<'a> {
    /// For each name of interest, the functions that have it.
    functions_with: HashMap<&'a str, Vec<Node>>,
    /// For each name of interest, the macros that have it.
    macros_with: HashMap<&'a str, Vec<&'a str>>,
    /// For each function, the functions and macros it names.
    named_by: HashMap<Node, Vec<&'a str>>,
    /// For each macro, all that it names.
    named_by_macro: HashMap<&'a str, Vec<&'a str>>,
    by_name: HashMap<&'a str, Vec<Node>>,
    /// Functions that must be read whatever they name.
    roots: Vec<Node>,
}

#[derive(Default)]
struct Reached {
    functions: HashSet<Node>,
    macros: HashSet<String>,
}

/// Names that make a function worth a look.
struct Known<'a> {
    interest: &'a Interest,
    macros: HashSet<&'a str>,
    /// Functions that bring a module up.
    inits: HashSet<&'a str>,
}

impl<'a> Graph<'a> {
    fn new(sources: &'a Sources, units: &'a [Unit], macros: &'a Macros, interest: &'a Interest) -> Graph<'a> {
        let mut graph = Graph::default();
        for definition in macros.iter() {
            for (name, _) in &definition.idents {
                graph.macros_with.entry(name).or_default().push(&definition.name);
                graph.named_by_macro.entry(&definition.name).or_default().push(name);
            }
            for paste in definition.pastes() {
                for symbol in interest.symbols.iter().filter(|symbol| paste.can_make(symbol)) {
                    graph.macros_with.entry(symbol).or_default().push(&definition.name);
                }
            }
        }
        let macro_names = macros.iter().map(|one| one.name.as_str()).collect();
        let known = Known { interest, macros: macro_names, inits: init_names(units, macros) };
        for (index, unit) in units.iter().enumerate() {
            let file = sources.get(unit.file());
            for (at, head) in unit.items().iter().enumerate() {
                if head.kind == HeadKind::Function {
                    let names = unit.names_in(file, head.span);
                    graph.add_function((index, at), head, names, &known);
                }
            }
        }
        graph
    }

    fn add_function(
        &mut self,
        node: Node,
        head: &'a ItemHead,
        names: impl Iterator<Item = (&'a str, Span)>,
        known: &Known<'a>,
    ) {
        let mut seen = HashSet::new();
        let mut is_root = head.name.as_ref().is_none_or(|name| known.inits.contains(name.text.as_str()));
        if let Some(name) = &head.name {
            self.by_name.entry(&name.text).or_default().push(node);
        }
        for (name, span) in names {
            if !seen.insert(name) {
                continue;
            }
            let is_function = known.interest.functions.contains(name);
            if is_function || known.macros.contains(name) {
                self.named_by.entry(node).or_default().push(name);
            }
            let is_known = known.interest.knows(name) || known.macros.contains(name);
            if is_function || is_known || STATE_CALLS.contains(&name) {
                self.functions_with.entry(name).or_default().push(node);
            }
            // A static variable of the function may hold an object.
            is_root |= (name == "static" && span.start != head.span.start) || matters_always(name);
        }
        if is_root {
            self.roots.push(node);
        }
    }

    /// Callers of callers of whoever names a symbol, or asks for the module's state; and what `life`, the functions that
    /// free, visit and clear instances, call in turn.
    fn reach(&self, units: &[Unit], interest: &Interest, life: &[String], returning: &[String]) -> Reached {
        let mut reached = Reached::default();
        let mut names: Vec<&str> = interest.symbols.iter().map(String::as_str).collect();
        names.extend(interest.tables.keys().map(String::as_str));
        names.extend(STATE_CALLS);
        while let Some(name) = names.pop() {
            for node in self.functions_with.get(name).into_iter().flatten() {
                if reached.functions.insert(*node) {
                    let head = &units[node.0].items()[node.1];
                    names.extend(head.name.iter().map(|name| name.text.as_str()));
                }
            }
            for definition in self.macros_with.get(name).into_iter().flatten() {
                if reached.macros.insert((*definition).to_owned()) {
                    names.push(definition);
                }
            }
        }
        reached.functions.extend(&self.roots);
        for nodes in returning.iter().filter_map(|name| self.functions_with.get(name.as_str())) {
            // What a macro returns from a function that makes the module may change: then all its uses count.
            if nodes.iter().any(|node| self.roots.contains(node)) {
                reached.functions.extend(nodes);
            }
        }
        let mut callees: Vec<&str> = life.iter().map(String::as_str).collect();
        let (mut followed, mut expanded) = (HashSet::new(), HashSet::new());
        while let Some(name) = callees.pop() {
            if expanded.insert(name) {
                callees.extend(self.named_by_macro.get(name).into_iter().flatten());
            }
            for node in self.by_name.get(name).into_iter().flatten() {
                if followed.insert(*node) {
                    reached.functions.insert(*node);
                    callees.extend(self.named_by.get(node).into_iter().flatten());
                }
            }
        }
        reached
    }
}

impl Graph<'_> {
    /// What tells how a function that is read is called by its address: the functions that stand beside it in the
    /// initializer of a variable, and those that are named where its address is taken, which may be given it.
    fn beside(&self, sources: &Sources, units: &[Unit], reached: &Reached) -> Vec<Node> {
        let is_read = |name: &str| {
            let nodes = self.by_name.get(name);
            nodes.is_some_and(|nodes| nodes.iter().any(|node| reached.functions.contains(node)))
        };
        let mut found = Vec::new();
        for (index, unit) in units.iter().enumerate() {
            let file = sources.get(unit.file());
            let is_called = |span: Span| file.bytes[span.end as usize..].trim_ascii_start().starts_with(b"(");
            for (at, head) in unit.items().iter().enumerate() {
                let is_function = reached.functions.contains(&(index, at));
                if !is_function && head.kind != HeadKind::Variable {
                    continue;
                }
                let names = || unit.names_in(file, head.span);
                if names().any(|(name, span)| is_read(name) && !is_called(span)) {
                    found.extend(names().filter_map(|(name, _)| self.by_name.get(name)).flatten());
                }
            }
        }
        found
    }
}

/// Calls that lead to the module, or to its state.
const STATE_CALLS: [&str; 4] =
    ["PyModule_GetState", "PyState_AddModule", "PyState_FindModule", "PyState_RemoveModule"];

/// Names of functions that bring a module up, and macros that stand for such names.
fn init_names<'a>(units: &'a [Unit], macros: &'a Macros) -> HashSet<&'a str> {
    let heads = units.iter().flat_map(Unit::items).filter_map(|head| head.name.as_ref());
    let written = heads.map(|name| name.text.as_str()).filter(|name| name.starts_with("PyInit_"));
    let by_macro = macros.iter().filter(|one| one.text.starts_with("PyInit_")).map(|one| one.name.as_str());
    written.chain(by_macro).collect()
}

/// Calls that make a function worth reading whatever else it names.
fn matters_always(name: &str) -> bool {
    matches!(
        role_of(name),
        Some(Role::CreateModule { .. } | Role::InitModuleDef | Role::PerInterpreterModule { .. })
    )
}

/// Fields whose functions make, visit and end instances.
const LIFE: [&str; 9] = [
    "tp_dealloc",
    "tp_traverse",
    "tp_clear",
    "tp_finalize",
    "tp_del",
    "tp_free",
    "tp_alloc",
    "tp_new",
    "tp_is_gc",
];

/// The functions that types give for the life of their instances.
fn life_functions(
    sources: &Sources,
    units: &[Unit],
    macros: &Macros,
    functions: &HashSet<String>,
) -> Vec<String> {
    let mut names = Vec::new();
    for unit in units {
        let file = sources.get(unit.file());
        // The functions that clear and free a module.
        for head in unit.items().iter().filter(|head| head.kind == HeadKind::ModuleDef) {
            let named = unit.names_in(file, head.span).map(|(name, _)| name.to_owned());
            names.extend(named.filter(|name| functions.contains(name)));
        }
        for head in unit.items().iter().filter(|head| head.kind == HeadKind::Function) {
            names.extend(assigned_life(file, unit, head).filter(|name| functions.contains(name)));
        }
        for head in unit.items().iter().filter(|head| head.kind == HeadKind::TypeObject) {
            for item in unit.parse(file, head).unwrap_or_default() {
                let Item::Declaration(declaration) = item else { continue };
                let types = declaration
                    .declarators
                    .iter()
                    .filter_map(|declarator| types::read(file, unit, macros, &declaration, declarator));
                let fields = types.flat_map(|ty| ty.fields);
                let life = fields.filter(|field| LIFE.contains(&field.field.name));
                names.extend(life.filter_map(|field| field.value.target().map(str::to_owned)));
            }
        }
    }
    names
}

/// What may be assigned to such a field at run time: the names right behind the field's, casts among them.
fn assigned_life<'a>(
    file: &'a SourceFile,
    unit: &'a Unit,
    head: &ItemHead,
) -> impl Iterator<Item = String> + 'a {
    let mut near = 0;
    unit.names_in(file, head.span).filter_map(move |(name, _)| {
        near = if LIFE.contains(&name) { 3 } else { near - i32::from(near > 0) };
        (near > 0).then(|| name.to_owned())
    })
}
