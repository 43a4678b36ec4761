//! Which files make which module: by includes, and by the names they share.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::facts::FileFacts;

use super::{FnId, Homeless, Project, TypeId};

/// The files of one module.
pub struct Group {
    pub name: String,
    pub py_init: FnId,
    pub files: Vec<usize>,
    /// For each file, the files that are one translation unit with it.
    pub units: HashMap<usize, BTreeSet<usize>>,
    /// Files that other modules are made of, too.
    pub shared: BTreeSet<usize>,
}

/// Groups files by the `PyInit_` function that reaches them.
pub fn find(project: &Project) -> (Vec<Group>, Vec<(TypeId, Homeless)>) {
    let files = &project.files;
    let units = translation_units(&project.includes);
    let links = links(files, &project.includes);
    let inits = py_inits(files);
    let reached: Vec<BTreeSet<usize>> = inits.iter().map(|&(id, _)| reach(id.0, &links)).collect();
    let owners = |file: usize| -> Vec<usize> {
        (0..inits.len()).filter(|&init| reached[init].contains(&file)).collect()
    };
    let mut groups: Vec<Group> = inits
        .iter()
        .map(|(id, name)| Group {
            name: name.clone(),
            py_init: *id,
            files: Vec::new(),
            units: HashMap::new(),
            shared: BTreeSet::new(),
        })
        .collect();
    let mut homeless = Vec::new();
    for (file, facts) in files.iter().enumerate() {
        let of = owners(file);
        for &owner in &of {
            groups[owner].files.push(file);
            groups[owner].units.insert(file, units[&file].clone());
            if of.len() > 1 {
                groups[owner].shared.insert(file);
            }
        }
        let why = match of.len() {
            0 => Homeless::NoModule,
            1 => continue,
            _ => Homeless::Shared(of.iter().map(|&init| inits[init].1.clone()).collect()),
        };
        homeless.extend((0..facts.types.len()).map(|at| (TypeId(file, at), why.clone())));
    }
    groups.retain(|group| !group.files.is_empty());
    (groups, homeless)
}

fn py_inits(files: &[FileFacts]) -> Vec<(FnId, String)> {
    let mut inits = Vec::new();
    for (file, facts) in files.iter().enumerate() {
        for (at, function) in facts.functions.iter().enumerate() {
            if let Some(name) = &function.inits {
                inits.push((FnId(file, at), name.clone()));
            }
        }
    }
    inits
}

/// For each file, the files its includes mean, in order: `None` for those that are not given.
pub fn resolve_includes(files: &[FileFacts], paths: &[String]) -> Vec<Vec<Option<usize>>> {
    let paths = Paths::new(paths);
    let targets = |(file, facts): (usize, &FileFacts)| {
        let includes = facts.includes.iter();
        includes
            .map(|include| if include.quoted { paths.resolve(file, &include.path) } else { None })
            .collect()
    };
    files.iter().enumerate().map(targets).collect()
}

/// A file and all that it includes.
pub fn below(file: usize, includes: &[Vec<Option<usize>>]) -> BTreeSet<usize> {
    let mut seen = BTreeSet::from([file]);
    let mut rest = vec![file];
    while let Some(at) = rest.pop() {
        rest.extend(includes[at].iter().flatten().filter(|&&target| seen.insert(target)));
    }
    seen
}

/// For each file, the files it is compiled together with: those it includes, and those that include it.
fn translation_units(includes: &[Vec<Option<usize>>]) -> HashMap<usize, BTreeSet<usize>> {
    let below: Vec<BTreeSet<usize>> = (0..includes.len()).map(|file| below(file, includes)).collect();
    // What includes a file, and all that it includes besides, is of its unit too.
    let of = |file: usize| {
        let above = (0..includes.len()).filter(|&other| below[other].contains(&file));
        above.flat_map(|other| below[other].iter().copied()).collect()
    };
    (0..includes.len()).map(|file| (file, of(file))).collect()
}

/// The paths of the files that are given.
struct Paths {
    normal: Vec<String>,
    by_path: HashMap<String, usize>,
    /// By the last part of the path.
    by_base: HashMap<String, Vec<usize>>,
}

impl Paths {
    fn new(paths: &[String]) -> Paths {
        let normal: Vec<String> = paths.iter().map(|path| normalize(path)).collect();
        let (mut by_path, mut by_base) = (HashMap::new(), HashMap::<_, Vec<usize>>::new());
        for (at, path) in normal.iter().enumerate() {
            by_path.entry(path.clone()).or_insert(at);
            by_base.entry(base(path).to_owned()).or_default().push(at);
        }
        Paths { normal, by_path, by_base }
    }

    /// The file that `#include "path"` in `from` means.
    fn resolve(&self, from: usize, path: &str) -> Option<usize> {
        let folder = self.normal[from].rsplit_once('/').map_or("", |(folder, _)| folder);
        if let Some(exact) = self.by_path.get(&normalize(&format!("{folder}/{path}"))) {
            return Some(*exact);
        }
        let path = normalize(path);
        let suffix = format!("/{path}");
        let same = self.by_base.get(base(&path)).into_iter().flatten().copied();
        let mut ending = same.filter(|&at| self.normal[at] == path || self.normal[at].ends_with(&suffix));
        match (ending.next(), ending.next()) {
            (Some(at), None) => Some(at),
            _ => None,
        }
    }
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn normalize(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// For each file, the files it needs: what it includes, and where what it names is defined.
fn links(files: &[FileFacts], includes: &[Vec<Option<usize>>]) -> Vec<BTreeSet<usize>> {
    let external = external_names(files);
    let mut links: Vec<BTreeSet<usize>> = (0..files.len()).map(|file| below(file, includes)).collect();
    let own: Vec<HashSet<&str>> = files.iter().map(static_names).collect();
    for (file, facts) in files.iter().enumerate() {
        let unit: Vec<usize> = links[file].iter().copied().chain([file]).collect();
        // A static definition of its own hides another file's.
        let is_hidden = |name: &str| unit.iter().any(|&at| own[at].contains(name));
        for name in named(facts).filter(|name| !is_hidden(name)) {
            let Some(target) = external.get(name).copied().flatten().filter(|&target| target != file) else {
                continue;
            };
            links[file].insert(target);
            // A helper file belongs to the module whose types it names, as much as the other way round.
            if !defines_init(&files[file]) && !is_included(file, includes) {
                links[target].insert(file);
            }
        }
    }
    links
}

/// Names with external linkage, each with the file that defines it; `None` when several do.
fn external_names(files: &[FileFacts]) -> HashMap<&str, Option<usize>> {
    let mut external: HashMap<&str, Option<usize>> = HashMap::new();
    for (file, facts) in files.iter().enumerate() {
        let functions =
            facts.functions.iter().filter(|one| !one.storage.is_static).flat_map(|one| one.names());
        let types = facts.types.iter().filter(|one| !one.storage.is_static).map(|one| &one.name.text);
        let globals = facts
            .globals
            .iter()
            .filter(|one| !one.storage.is_static && !one.storage.is_extern && one.function.is_none());
        for name in functions.chain(types).chain(globals.map(|one| &one.name.text)) {
            let known = external.entry(name).or_insert(Some(file));
            if *known != Some(file) {
                *known = None;
            }
        }
    }
    external
}

/// The names that a file defines for itself alone.
fn static_names(facts: &FileFacts) -> HashSet<&str> {
    let functions = facts.functions.iter().filter(|one| one.storage.is_static).flat_map(|one| one.names());
    let types = facts.types.iter().filter(|one| one.storage.is_static).map(|one| &one.name.text);
    let globals = facts.globals.iter().filter(|one| one.storage.is_static && one.function.is_none());
    functions.chain(types).chain(globals.map(|one| &one.name.text)).map(String::as_str).collect()
}

fn is_included(file: usize, includes: &[Vec<Option<usize>>]) -> bool {
    includes.iter().flatten().any(|target| *target == Some(file))
}

fn defines_init(facts: &FileFacts) -> bool {
    facts.functions.iter().any(|function| function.inits.is_some())
}

/// Every name of another file that a file's functions and initializers have.
fn named(facts: &FileFacts) -> impl Iterator<Item = &str> {
    let calls = facts.functions.iter().flat_map(|one| one.calls.iter().map(|call| call.callee.as_str()));
    let mentions =
        facts.functions.iter().flat_map(|one| one.mentions.iter().map(|use_| use_.symbol.as_str()));
    let uses = facts.functions.iter().flat_map(|one| one.function_uses.iter().map(|use_| use_.name.as_str()));
    let statics = facts.statics.iter().map(|use_| use_.name.as_str());
    calls.chain(mentions).chain(uses).chain(statics)
}

fn reach(from: usize, links: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    let mut seen = BTreeSet::from([from]);
    let mut rest = vec![from];
    while let Some(at) = rest.pop() {
        rest.extend(links[at].iter().filter(|&&target| seen.insert(target)));
    }
    seen
}
