//! Which names matter in this run, and which items must be parsed for them: told from tokens alone.
//!
//! The closure runs over all files at once and over callers, by name: it may take too much, never too little.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::capi::calls::{Role, role_of};
use crate::source::{SourceFile, Sources};
use crate::syntax::ast::{Declarator, Item};
use crate::syntax::head::{HeadKind, ItemHead};
use crate::syntax::unit::Unit;

use super::globals::{Holds, SPECIAL, is_number};
use super::macros::Macros;
use super::{bound, macro_function, records, types, written};

mod graph;

use graph::Graph;

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
    /// Static structs that name symbols.
    pub structs: HashSet<String>,
    /// Names that macros may put together where they are used outside functions.
    pub written: std::collections::HashSet<String>,
    /// Methods that stand in no array.
    pub methods: HashSet<String>,
    /// Macros that write functions, and that more than one file has to do with.
    pub beyond_a_file: HashSet<String>,
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
    pub wanted: Vec<Wanted>,
}

/// What to parse of one unit: places of items, in order.
#[derive(Debug, Default)]
pub struct Wanted {
    pub items: Vec<usize>,
    /// The functions among them that end, visit or make instances, and what these call in turn.
    pub life: HashSet<usize>,
}

/// Looks over all units.
pub fn survey(sources: &Sources, units: &[Unit], macros: &Macros) -> Survey {
    let objects = object_structs(sources, units);
    let symbols = symbols(sources, units, &objects);
    let mut interest = Interest { symbols, objects, ..Interest::default() };
    interest.functions = functions(units);
    interest.methods = units.iter().flat_map(|unit| bound::methods(sources.get(unit.file()), unit)).collect();
    (interest.tables, interest.structs) = tables(sources, units, &interest.symbols);
    interest.written = written::names(units.iter().map(|unit| (sources.get(unit.file()), unit)), macros);
    interest.beyond_a_file = macro_function::beyond_a_file(sources, units, macros);
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
        let life = reached.life.iter().filter(|node| node.0 == index).map(|node| node.1);
        Wanted { items: items.filter(matters).map(|(at, _)| at).collect(), life: life.collect() }
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

/// Static arrays, and structs, whose initializers name symbols.
fn tables(
    sources: &Sources,
    units: &[Unit],
    symbols: &HashSet<String>,
) -> (HashMap<String, bool>, HashSet<String>) {
    let (mut tables, mut structs) = (HashMap::new(), HashSet::new());
    for unit in units {
        let file = sources.get(unit.file());
        let heads =
            unit.items().iter().filter(|head| matches!(head.kind, HeadKind::Variable | HeadKind::Record));
        for head in
            heads.filter(|head| unit.names_in(file, head.span).any(|(name, _)| symbols.contains(name)))
        {
            for item in unit.declared(file, head).unwrap_or_default() {
                let Item::Declaration(declaration) = item else { continue };
                let filled = || declaration.declarators.iter().filter(|one| one.init.is_some());
                let lists = filled().filter(|one| one.ty.arrays > 0);
                tables.extend(lists.map(|one| (one.name.text.clone(), one.ty.stars > 0)));
                let plain = filled().filter(|one| (one.ty.stars, one.ty.arrays) == (0, 0));
                structs.extend(plain.map(|one| one.name.text.clone()));
            }
        }
    }
    (tables, structs)
}

/// Whether the words of a declaration can be those of a variable that holds an object, or of a static number.
fn may_move(file: &SourceFile, unit: &Unit, head: &ItemHead, objects: &HashSet<String>) -> bool {
    let words: Vec<&str> = unit.names_in(file, head.span).map(|(name, _)| name).collect();
    let holds = |word: &&str| matches!(*word, "PyObject" | "PyTypeObject") || objects.contains(*word);
    let storage = words.iter().take_while(|word| **word == "static" || SPECIAL.contains(word));
    let (count, is_static) = (storage.clone().count(), storage.into_iter().any(|word| *word == "static"));
    let is_number = is_static && words.get(count).is_some_and(|word| is_number(word));
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
    for item in unit.declared(file, head).unwrap_or_default() {
        let Item::Declaration(declaration) = item else { continue };
        if let Some(record) = records::read(file, unit, declaration) {
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
    let mut names = Vec::new();
    for item in unit.declared(file, head).unwrap_or_default() {
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
    let written = units.iter().flat_map(Unit::written).flat_map(|one| one.functions().to_vec());
    heads.filter_map(|head| head.name.as_ref()).map(|name| name.text.clone()).chain(written).collect()
}

fn names_any(file: &SourceFile, unit: &Unit, head: &ItemHead, interest: &Interest) -> bool {
    unit.names_in(file, head.span)
        .any(|(name, _)| interest.symbols.contains(name) || interest.functions.contains(name))
}

/// Calls that make a function worth reading whatever else it names.
fn matters_always(name: &str) -> bool {
    matches!(
        role_of(name),
        Some(
            Role::CreateModule { .. }
                | Role::InitModuleDef
                | Role::PerInterpreterModule { .. }
                | Role::MakeMethod
                | Role::Capsule
        )
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
            for item in unit.declared(file, head).unwrap_or_default() {
                let Item::Declaration(declaration) = item else { continue };
                let types = declaration
                    .declarators
                    .iter()
                    .filter_map(|declarator| types::read(file, unit, macros, declaration, declarator));
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
