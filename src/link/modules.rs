//! Which files make which module: by includes, and by the names they share.

use std::collections::{BTreeSet, HashMap};

use crate::facts::FileFacts;

use super::{FnId, Homeless, Project, TypeId};

/// The files of one module.
pub struct Group {
    pub name: String,
    pub py_init: FnId,
    pub files: Vec<usize>,
    /// For each file, the files that are one translation unit with it.
    pub units: HashMap<usize, BTreeSet<usize>>,
}

/// Groups files by the `PyInit_` function that reaches them.
pub fn find(project: &Project) -> (Vec<Group>, Vec<(TypeId, Homeless)>) {
    let files = &project.files;
    let units = translation_units(&project.includes);
    let links = links(files, &units);
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
        })
        .collect();
    let mut homeless = Vec::new();
    for (file, facts) in files.iter().enumerate() {
        let of = owners(file);
        if let [only] = of[..] {
            groups[only].files.push(file);
            groups[only].units.insert(file, units[&file].clone());
            continue;
        }
        let why = match of.len() {
            0 => Homeless::NoModule,
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
    let targets = |(file, facts): (usize, &FileFacts)| {
        let includes = facts.includes.iter();
        includes
            .map(|include| resolve_include(&paths[file], &include.path, paths).filter(|_| include.quoted))
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

/// The file that `#include "path"` in `from` means, among those given.
fn resolve_include(from: &str, path: &str, paths: &[String]) -> Option<usize> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let joined = normalize(&format!("{folder}/{path}"));
    if let Some(exact) = paths.iter().position(|known| normalize(known) == joined) {
        return Some(exact);
    }
    let suffix = format!("/{}", normalize(path));
    let mut ending = paths.iter().enumerate().filter(|(_, known)| format!("/{known}").ends_with(&suffix));
    match (ending.next(), ending.next()) {
        (Some((at, _)), None) => Some(at),
        _ => None,
    }
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

/// For each file, the files it needs: its translation unit, and where what it names is defined.
fn links(files: &[FileFacts], units: &HashMap<usize, BTreeSet<usize>>) -> Vec<BTreeSet<usize>> {
    let mut external: HashMap<&str, usize> = HashMap::new();
    for (file, facts) in files.iter().enumerate() {
        let functions = facts.functions.iter().filter(|one| !one.storage.is_static).map(|one| &one.name.text);
        let types = facts.types.iter().filter(|one| !one.storage.is_static).map(|one| &one.name.text);
        let globals = facts.globals.iter().filter(|one| !one.storage.is_static && !one.storage.is_extern);
        for name in functions.chain(types).chain(globals.map(|one| &one.name.text)) {
            external.entry(name).or_insert(file);
        }
    }
    let mut links: Vec<BTreeSet<usize>> = (0..files.len()).map(|file| units[&file].clone()).collect();
    for (file, facts) in files.iter().enumerate() {
        for name in named(facts) {
            if let Some(&target) = external.get(name).filter(|&&target| target != file) {
                // A helper file belongs to the module whose types it names, as much as the other way round.
                links[file].insert(target);
                if !defines_init(&files[file]) {
                    links[target].insert(file);
                }
            }
        }
    }
    links
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
