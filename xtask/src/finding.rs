//! `cargo xtask finding --list FILE --root DIR [--apart TEXT]...`: the types that the front end finds, against a list
//! that was made without it.
//!
//! The list is CSV with the columns `file`, `line`, `c_name` and `kind`, files relative to the root; or JSON with
//! `packages`, each with its `sdist` and `type_names` of the form `file:name`, the root holding the unpacked archives.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use migrate_types::source::SourceFile;
use migrate_types::syntax::grammar::Grammar;
use migrate_types::syntax::head::HeadKind;
use migrate_types::syntax::unit::Unit;

use crate::files;

/// A type by its file and its C name; with the line and the way it is made where that is known.
type Types = BTreeMap<(String, String), (Lines, String)>;

/// The lines from where an item starts to where the type's name stands.
type Lines = (usize, usize);

const USAGE: &str = "usage: cargo xtask finding --list FILE --root DIR [--apart TEXT]...";

pub fn run(arguments: &[String]) -> Result<(), String> {
    let (mut list, mut root, mut apart) = (None, None, Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let value = rest.next().ok_or(USAGE)?;
        match argument.as_str() {
            "--list" => list = Some(PathBuf::from(value)),
            "--root" => root = Some(PathBuf::from(value)),
            "--apart" => apart.push(value.clone()),
            _ => return Err(USAGE.to_string()),
        }
    }
    let (list, root) = (list.ok_or(USAGE)?, root.ok_or(USAGE)?);
    let text = std::fs::read_to_string(&list).map_err(|e| format!("{}: {e}", list.display()))?;
    let is_json = list.extension().is_some_and(|ending| ending == "json");
    let (wanted, folders) = if is_json { packages(&text)? } else { (table(&text)?, vec![String::new()]) };
    let mut found = Types::new();
    for folder in folders {
        found.extend(find(&root.join(&folder), &root)?);
    }
    found.retain(|(file, _), _| !apart.iter().any(|text| file.contains(text.as_str())));
    compare(&wanted, &found, is_json)
}

fn compare(wanted: &Types, found: &Types, is_json: bool) -> Result<(), String> {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, kind) in found.values() {
        *kinds.entry(kind).or_default() += 1;
    }
    println!("{} wanted, {} found: {kinds:?}", wanted.len(), found.len());
    let missing: Vec<_> = wanted.iter().filter(|(key, _)| !found.contains_key(key)).collect();
    let extra: Vec<_> = found.iter().filter(|(key, _)| !wanted.contains_key(key)).collect();
    for ((file, name), ((line, _), kind)) in &missing {
        println!("missing  {file}:{line}: {name} ({kind})");
    }
    for ((file, name), ((line, _), kind)) in &extra {
        println!("extra    {file}:{line}: {name} ({kind})");
    }
    for (key, ((line, _), kind)) in wanted.iter().filter(|_| !is_json) {
        let Some(((from, to), found_kind)) = found.get(key) else { continue };
        if !(from..=to).contains(&line) || kind != found_kind {
            println!(
                "differs  {}: {} is line {line} ({kind}), found lines {from} to {to} ({found_kind})",
                key.0, key.1
            );
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(format!("{} types are missing", missing.len())) }
}

/// All type objects under a folder.
fn find(folder: &Path, base: &Path) -> Result<Types, String> {
    let sources = files::read_all(&[folder.to_path_buf()], base)?;
    let mut grammar = Grammar::builtin().clone();
    grammar.learn_from(sources.as_slice());
    let mut types = Types::new();
    for file in sources.iter() {
        if memchr(file, b"PyTypeObject") || memchr(file, b"_typeobject") {
            find_in(file, &grammar, &mut types);
        }
    }
    Ok(types)
}

fn memchr(file: &SourceFile, word: &[u8]) -> bool {
    file.bytes.windows(word.len()).any(|window| window == word)
}

fn find_in(file: &SourceFile, grammar: &Grammar, types: &mut Types) {
    let unit = Unit::new(file, grammar);
    let sequences = struct_sequences(file, &unit);
    for item in unit.items() {
        let kind = match item.kind {
            HeadKind::TypeObject => "initializer",
            HeadKind::TypeDeclaration => "structseq",
            _ => "macro-generated",
        };
        let generated = unit.generated_types(file, item);
        let names = match item.kind {
            HeadKind::TypeObject => &item.names,
            HeadKind::TypeDeclaration => &item.names,
            _ => &generated,
        };
        for name in names {
            if kind != "structseq" || sequences.contains(name.text.as_bytes()) && !item.storage.is_extern {
                let lines = (file.position(item.span.start).line, file.position(name.span.start).line);
                types.entry((file.name.clone(), name.text.clone())).or_insert((lines, kind.to_string()));
            }
        }
    }
}

/// The types that `PyStructSequence_InitType(&X, ...)` and its kin fill in.
fn struct_sequences<'a>(file: &'a SourceFile, unit: &'a Unit) -> BTreeSet<&'a [u8]> {
    let mut types = BTreeSet::new();
    for window in unit.tokens().windows(4) {
        let [call, open, and, name] = [0, 1, 2, 3].map(|at| window[at].of(&file.bytes));
        if call.starts_with(b"PyStructSequence_Init") && (open, and) == (b"(", b"&") {
            types.insert(name);
        }
    }
    types
}

fn packages(text: &str) -> Result<(Types, Vec<String>), String> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let (mut types, mut folders) = (Types::new(), Vec::new());
    for package in value["packages"].as_array().ok_or("the list has no `packages`")? {
        let folder = package["sdist"].as_str().ok_or("a package has no `sdist`")?.trim_end_matches(".tar.gz");
        folders.push(folder.to_string());
        for name in package["type_names"].as_array().ok_or("a package has no `type_names`")? {
            let (file, name) =
                name.as_str().and_then(|n| n.rsplit_once(':')).ok_or("a type name is not `file:name`")?;
            types.insert((format!("{folder}/{file}"), name.to_string()), ((0, 0), String::new()));
        }
    }
    Ok((types, folders))
}

fn table(text: &str) -> Result<Types, String> {
    let mut rows = rows(text).into_iter();
    let head = rows.next().ok_or("the list is empty")?;
    let column =
        |name: &str| head.iter().position(|c| c == name).ok_or(format!("the list has no column `{name}`"));
    let [file, line, name, kind] = ["file", "line", "c_name", "kind"].map(column);
    let (file, line, name, kind) = (file?, line?, name?, kind?);
    let row = |row: Vec<String>| {
        let at = row[line].parse().unwrap_or(0);
        ((row[file].clone(), row[name].clone()), ((at, at), row[kind].clone()))
    };
    Ok(rows.filter(|row| row.len() > 4).map(row).collect())
}

/// CSV, with quotes doubled inside quotes.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => {
                cell.push('"');
                rest.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            _ => cell.push(c),
        }
    }
    rows
}
