//! Who names whom among functions and macros, and what must be read for that: told from tokens alone.
//!
//! Names are followed as far as they are seen: a static function's within the files that include each other. What a
//! name means there is not asked: it may take too much, never too little.

use foldhash::{HashMap, HashSet, HashSetExt};

use crate::source::{SourceFile, Sources, Span};
use crate::syntax::head::{HeadKind, ItemHead};
use crate::syntax::unit::Unit;
use crate::syntax::written::Written;

use super::super::globals::is_number;
use super::super::macros::Macros;
use super::super::tables::is_table;
use super::{Interest, matters_always};

/// A function item, by unit and place.
pub type Node = (usize, usize);

/// A name, and the group of files it is seen in: none for one with external linkage, which all files may mean.
type Seen<'a> = (&'a str, Option<usize>);

/// For each unit, the number of its group: files that include each other, directly or not, or may do so.
fn groups(sources: &Sources, units: &[Unit]) -> Vec<usize> {
    fn root(of: &[usize], mut at: usize) -> usize {
        while of[at] != at {
            at = of[at];
        }
        at
    }
    let base = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let mut group: Vec<usize> = (0..units.len()).collect();
    let mut by_base: HashMap<String, Vec<usize>> = HashMap::default();
    for (at, unit) in units.iter().enumerate() {
        by_base.entry(base(&sources.get(unit.file()).name)).or_default().push(at);
    }
    for (at, unit) in units.iter().enumerate() {
        let included = unit.includes().iter().filter_map(|include| by_base.get(&base(&include.path)));
        for &other in included.flatten() {
            let (ours, theirs) = (root(&group, at), root(&group, other));
            group[ours.max(theirs)] = ours.min(theirs);
        }
    }
    (0..units.len()).map(|at| root(&group, at)).collect()
}

/// Who names whom: functions and macros by the names in them.
#[derive(Default)]
pub struct Graph<'a> {
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
    /// Functions that call themselves.
    recursive: HashSet<Node>,
    /// Functions with static variables of their own that may move: whoever calls them may have to give them the state.
    holders: Vec<Node>,
    /// The functions that macros write, by unit.
    written: Vec<(usize, &'a Written)>,
    /// The group of each unit.
    groups: Vec<usize>,
    /// Whether imports matter: of a package that may import the module back.
    imports: bool,
}

/// What must be read.
#[derive(Default)]
pub struct Reached {
    pub functions: HashSet<Node>,
    pub macros: HashSet<String>,
    /// Of the functions, those that have to do with the life of instances.
    pub life: HashSet<Node>,
}

/// Names that make a function worth a look.
struct Known<'a> {
    interest: &'a Interest,
    macros: HashSet<&'a str>,
    /// Functions that bring a module up.
    inits: HashSet<&'a str>,
}

impl<'a> Graph<'a> {
    pub fn new(
        sources: &'a Sources,
        units: &'a [Unit],
        macros: &'a Macros,
        interest: &'a Interest,
    ) -> Graph<'a> {
        let inits = init_names(units, macros);
        let imports = names_own_package(sources, units, &inits);
        let mut graph = Graph { groups: groups(sources, units), imports, ..Graph::default() };
        for definition in macros.iter() {
            // A parameter means what it is given, not what else has its name.
            let is_own = |name: &&(String, Span)| {
                definition.params.as_ref().is_none_or(|params| !params.contains(&name.0))
            };
            for (name, _) in definition.idents.iter().filter(is_own) {
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
        let known = Known { interest, macros: macro_names, inits };
        for (index, unit) in units.iter().enumerate() {
            let file = sources.get(unit.file());
            graph.written.extend(unit.written().iter().map(|one| (index, one)));
            for (at, head) in unit.items().iter().enumerate() {
                if head.kind == HeadKind::Function {
                    let names = || unit.names_in(file, head.span);
                    graph.add_function((index, at), head, names(), &known);
                    if has_local_static(file, head, names(), interest) {
                        graph.holders.push((index, at));
                        // Those of static functions count where these are read for another reason.
                        graph.roots.extend((!head.storage.is_static).then_some((index, at)));
                    }
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
            if head.name.as_ref().is_some_and(|own| own.text == name && own.span != span) {
                self.recursive.insert(node);
            }
            if !seen.insert(name) {
                continue;
            }
            let is_function = known.interest.functions.contains(name);
            if is_function || known.macros.contains(name) {
                self.named_by.entry(node).or_default().push(name);
            }
            let is_known = known.interest.knows(name)
                || known.interest.structs.contains(name)
                || known.macros.contains(name);
            let is_import = self.imports && IMPORTS.contains(&name);
            if is_function || is_known || is_import || STATE_CALLS.contains(&name) {
                self.functions_with.entry(name).or_default().push(node);
            }
            is_root |= matters_always(name);
        }
        if is_root {
            self.roots.push(node);
        }
    }

    /// Callers of callers of whoever names a symbol, or asks for the module's state; and what `life`, the functions that
    /// free, visit and clear instances, call in turn.
    pub fn reach(
        &self,
        units: &[Unit],
        interest: &Interest,
        life: &[String],
        returning: &[String],
    ) -> Reached {
        let mut reached = Reached::default();
        let mut names: Vec<Seen> = self.symbols(units, interest);
        names.extend(interest.tables.keys().chain(&interest.structs).map(|name| (name.as_str(), None)));
        names.extend(STATE_CALLS.map(|name| (name, None)));
        names.extend(IMPORTS.map(|name| (name, None)));
        let mut followed: HashSet<Seen> = HashSet::new();
        self.callers(units, names, &mut followed, &mut reached);
        reached.functions.extend(&self.roots);
        for nodes in returning.iter().filter_map(|name| self.functions_with.get(name.as_str())) {
            // What a macro returns from a function that makes the module may change: then all its uses count.
            if nodes.iter().any(|node| self.roots.contains(node)) {
                reached.functions.extend(nodes);
            }
        }
        let mut callees: Vec<Seen> = life.iter().map(|name| (name.as_str(), None)).collect();
        let mut called = HashSet::new();
        while let Some((name, group)) = callees.pop() {
            if !called.insert((name, group)) {
                continue;
            }
            let in_macro = self.named_by_macro.get(name).into_iter().flatten();
            callees.extend(in_macro.map(|name| (*name, group)));
            for node in self.by_name.get(name).into_iter().flatten() {
                let is_meant =
                    group.is_none() || self.seen(units, *node).is_none_or(|own| group == Some(own));
                if is_meant && reached.life.insert(*node) {
                    reached.functions.insert(*node);
                    let named = self.named_by.get(node).into_iter().flatten();
                    callees.extend(named.map(|name| (*name, Some(self.groups[node.0]))));
                }
            }
        }
        // Who frees a tree by a function that calls itself must be known.
        let again = reached.life.intersection(&self.recursive).filter_map(|node| {
            let name = units[node.0].items()[node.1].name.as_ref()?;
            Some((name.text.as_str(), self.seen(units, *node)))
        });
        let again: Vec<Seen> = again.collect();
        self.callers(units, again, &mut followed, &mut reached);
        loop {
            let read = self.holders.iter().filter(|node| reached.functions.contains(node));
            let names = read.filter_map(|node| {
                let name = units[node.0].items()[node.1].name.as_ref()?;
                Some((name.text.as_str(), self.seen(units, *node)))
            });
            let new: Vec<Seen> = names.filter(|name| !followed.contains(name)).collect();
            if new.is_empty() {
                return reached;
            }
            self.callers(units, new, &mut followed, &mut reached);
        }
    }

    /// Callers of callers of whoever has one of the names.
    fn callers<'s>(
        &'s self,
        units: &'s [Unit],
        mut names: Vec<Seen<'s>>,
        followed: &mut HashSet<Seen<'s>>,
        reached: &mut Reached,
    ) {
        while let Some((name, group)) = names.pop() {
            if !followed.insert((name, group)) {
                continue;
            }
            let with = self.functions_with.get(name).into_iter().flatten();
            for node in with.filter(|node| group.is_none_or(|group| self.groups[node.0] == group)) {
                reached.functions.insert(*node);
                let head = &units[node.0].items()[node.1];
                names.extend(head.name.iter().map(|name| (name.text.as_str(), self.seen(units, *node))));
            }
            // A function that a macro writes is read whatever it names; those that name it are read as it matters.
            let written = self.written.iter().filter(|(_, one)| one.names().any(|(known, _)| known == name));
            for (at, one) in written {
                let group = one.head.storage.is_static.then_some(self.groups[*at]);
                // What it calls by the same words as what matters must be read, too.
                let made = one.words.iter().flat_map(|word| &word.made);
                let nodes = made.filter_map(|name| self.by_name.get(name.as_str())).flatten();
                reached.functions.extend(nodes.filter(|node| self.groups[node.0] == self.groups[*at]));
                names.extend(one.functions().iter().map(|own| (own.as_str(), group)));
            }
            for definition in self.macros_with.get(name).into_iter().flatten() {
                if reached.macros.insert((*definition).to_owned()) {
                    names.push((definition, None));
                }
            }
        }
    }

    /// The group that a function's name is seen in.
    fn seen(&self, units: &[Unit], node: Node) -> Option<usize> {
        units[node.0].items()[node.1].storage.is_static.then_some(self.groups[node.0])
    }

    /// The symbols, each where it is seen.
    fn symbols<'s>(&self, units: &'s [Unit], interest: &'s Interest) -> Vec<Seen<'s>> {
        let mut seen = HashSet::new();
        for (at, unit) in units.iter().enumerate() {
            for head in unit.items() {
                let group = head.storage.is_static.then_some(self.groups[at]);
                let symbols = head.names.iter().filter(|name| interest.symbols.contains(&name.text));
                seen.extend(symbols.map(|name| (name.text.as_str(), group)));
            }
        }
        let placed: HashSet<&str> = seen.iter().map(|(name, _)| *name).collect();
        let others = interest.symbols.iter().filter(|name| !placed.contains(name.as_str()));
        seen.iter().copied().chain(others.map(|name| (name.as_str(), None))).collect()
    }
}

impl Graph<'_> {
    /// What tells how a function that is read is called by its address: the functions that stand beside it in the
    /// initializer of a variable, and those that are named where its address is taken, which may be given it.
    pub fn beside(&self, sources: &Sources, units: &[Unit], reached: &Reached) -> Vec<Node> {
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

/// Whether a static variable of a function may hold an object or a number, or is a table of CPython's.
fn has_local_static<'a>(
    file: &SourceFile,
    head: &ItemHead,
    names: impl Iterator<Item = (&'a str, Span)>,
    interest: &Interest,
) -> bool {
    let mut near = 0;
    for (name, span) in names {
        if name == "static" {
            // That of the function itself.
            if span.start == head.span.start {
                continue;
            }
            // The type, behind words like `struct` and macros.
            near = 4;
        } else if near > 0 {
            near -= 1;
            let is_value = || {
                let rest = &file.bytes[span.end as usize..];
                let end = rest.iter().position(|byte| matches!(byte, b';' | b'=')).unwrap_or(rest.len());
                let has = |byte: u8| rest[..end].contains(&byte);
                has(b',') || !(has(b'*') || has(b'['))
            };
            let is_object = matches!(name, "PyObject" | "PyTypeObject") || interest.objects.contains(name);
            if is_object || is_table(name) || is_number(name) && is_value() {
                return true;
            }
        }
    }
    false
}

/// Calls that lead to the module, or to its state.
const STATE_CALLS: [&str; 4] =
    ["PyModule_GetState", "PyState_AddModule", "PyState_FindModule", "PyState_RemoveModule"];

/// Calls by which a package may import the module back.
const IMPORTS: [&str; 2] = ["PyImport_ImportModule", "PyImport_ImportModuleNoBlock"];

/// Whether a module `_spam` names the package `spam`, which it may import.
fn names_own_package(sources: &Sources, units: &[Unit], inits: &HashSet<&str>) -> bool {
    let packages = inits.iter().filter_map(|name| name.strip_prefix("PyInit__"));
    let texts = packages.flat_map(|name| [format!("\"{name}\""), format!("\"{name}.")]);
    let texts: Vec<String> = texts.collect();
    let has = |bytes: &[u8]| texts.iter().any(|text| memchr::memmem::find(bytes, text.as_bytes()).is_some());
    units.iter().any(|unit| has(&sources.get(unit.file()).bytes))
}

/// Names of functions that bring a module up, and macros that stand for such names.
fn init_names<'a>(units: &'a [Unit], macros: &'a Macros) -> HashSet<&'a str> {
    let heads = units.iter().flat_map(Unit::items).filter_map(|head| head.name.as_ref());
    let written = heads.map(|name| name.text.as_str()).filter(|name| name.starts_with("PyInit_"));
    let by_macro = macros.iter().filter(|one| one.text.starts_with("PyInit_")).map(|one| one.name.as_str());
    written.chain(by_macro).collect()
}
