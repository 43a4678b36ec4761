//! `cargo xtask corpus [NAME]... [--python 3.12] [--no-verify] [-j N] [-- ARGUMENT...]`: the tool on packages of others.
//!
//! Each package is downloaded, migrated, built before and after, tested before and after, and compared by `verify`. What
//! does not change from one run to the next is kept in a cache. A run over all packages on the usual Python writes
//! docs/corpus.md. What follows `--` goes to the tool.

mod environment;
mod fetch;
mod list;
mod needs;
pub mod outcome;
mod package;
pub mod row;
mod side;
pub mod table;

use std::path::Path;

use migrate_types::verify::pythons::{self, Python};

use crate::turns::in_turns;
use crate::{cache, date};
use environment::Environment;
use list::{List, Package};
use package::Lab;
use row::Row;

/// What was asked for.
#[derive(Debug, Default)]
struct Asked {
    names: Vec<String>,
    python: Option<String>,
    without_verify: bool,
    threads: usize,
    arguments: Vec<String>,
}

pub fn run(arguments: &[String]) -> Result<(), String> {
    let asked = asked(arguments)?;
    let list = List::read(crate::root())?;
    let packages = list.chosen(&asked.names)?;
    let version = asked.python.as_ref().unwrap_or(&list.python);
    let python = python(version)?;
    let lab = lab(&list, python, &asked)?;
    let rows = in_turns(asked.threads, &packages, |package| package::measure(&lab, package));
    print!("{}", table::terminal(&rows));
    let is_usual = asked.names.is_empty() && asked.arguments.is_empty() && !asked.without_verify;
    if is_usual && *version == list.python {
        keep(&lab, &packages, &rows)?;
    }
    let unwell: Vec<&str> =
        rows.iter().filter(|row| !row.is_well()).map(|row| row.package.as_str()).collect();
    if unwell.is_empty() { Ok(()) } else { Err(format!("\nnot as before: {}", unwell.join(", "))) }
}

fn asked(arguments: &[String]) -> Result<Asked, String> {
    let mut asked = Asked { threads: 2, ..Asked::default() };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--python" => asked.python = Some(rest.next().ok_or("--python wants a version: 3.12")?.clone()),
            "--no-verify" => asked.without_verify = true,
            "-j" => {
                let number = rest.next().and_then(|number| number.parse().ok());
                asked.threads = number.ok_or("-j wants a number")?;
            }
            "--" => asked.arguments = rest.by_ref().cloned().collect(),
            option if option.starts_with('-') => return Err(format!("no option `{option}` is known here")),
            name => asked.names.push(name.to_owned()),
        }
    }
    Ok(asked)
}

fn python(version: &str) -> Result<Python, String> {
    let is_it = |python: &&Python| {
        let (major, minor) = python.minor();
        version == format!("{major}.{minor}") || version == python.label()
    };
    pythons::cpythons().find(is_it).cloned().ok_or_else(|| {
        let known: Vec<String> = pythons::cpythons().map(Python::label).collect();
        format!("no CPython {version} found; found: {}", known.join(", "))
    })
}

fn lab(list: &List, python: Python, asked: &Asked) -> Result<Lab, String> {
    let cache = cache::folder("corpus")?;
    let (archives, folder) = (cache.join("archives"), cache.join(python.label()));
    cache::make(&archives)?;
    cache::make(&folder)?;
    let environment = Environment::make(&folder, &python, &list.environment)?;
    Ok(Lab {
        archives,
        folder,
        environment,
        python,
        arguments: asked.arguments.clone(),
        verify: !asked.without_verify,
    })
}

/// Writes the page that is committed.
fn keep(lab: &Lab, packages: &[Package], rows: &[Row]) -> Result<(), String> {
    let stated = packages.iter().filter(|package| !package.capsules().is_empty());
    let words = |package: &Package| -> Vec<String> {
        package.capsules().iter().map(|(name, word)| format!("{name}: {word}")).collect()
    };
    let confirmed: Vec<String> =
        stated.map(|package| format!("{} ({})", package.name, words(package).join(", "))).collect();
    let steps = packages.iter().filter_map(|package| Some((&package.name, package.isolation.as_ref()?)));
    let steps: Vec<String> = steps.map(|(name, step)| format!("{name} ({step})")).collect();
    let steps = if steps.is_empty() { "none".to_owned() } else { steps.join("; ") };
    let head = format!(
        "# Twenty-six packages of others\n\nWritten by `cargo xtask corpus` on {}, with CPython {}. Packages and their tests: \
         xtask/corpus.toml.\n`found` counts static types; `tests` counts those that pass, before and after; `lost` those that \
         passed before and do not after;\n`verify` counts differences that a migration must not make;\n`warnings` are new ones of the compiler, \
         without those of -Wpedantic that every table of slots has (a function in a `void *`).\nSaid in the configuration of types \
         in capsules, as guard-capsule asks: {}.\nTaken less far than into module \
         state, by `isolation` in the configuration, as a refusal of the module says: {steps}.\n",
        date::today(),
        lab.python.label(),
        confirmed.join("; "),
    );
    let path: &Path = &crate::root().join("docs").join("corpus.md");
    cache::publish(path, table::page(&head, rows).as_bytes())?;
    eprintln!("written: {}", path.display());
    Ok(())
}
