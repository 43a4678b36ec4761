//! `cargo xtask planted [--python VERSION]... [-j N]`: how many planted mistakes `verify` finds, and whether it leaves
//! correct migrations in peace.
//!
//! Every variant of every module under src/verify/testdata, on every Python found. A run over all of them writes
//! docs/verify.md.

use std::collections::{BTreeMap, BTreeSet};

use migrate_types::verify::Options;
use migrate_types::verify::planted::{self, Module, Variant};
use migrate_types::verify::pythons::{self, Python};

use crate::cache;
use crate::turns::in_turns;

mod page;

/// One variant of one module, on all Pythons.
pub struct Line {
    pub module: String,
    pub variant: Variant,
    /// By the Python's label.
    pub results: BTreeMap<String, Finding>,
}

/// What was said of a variant on one Python.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// The checks that failed.
    pub checks: BTreeSet<String>,
    /// Why nothing could be said.
    pub trouble: Option<String>,
}

impl Line {
    /// The checks that found the mistake and were named for it, on one Python.
    pub fn caught(&self, python: &str) -> Vec<&str> {
        let found = self.results.get(python).map(|finding| &finding.checks);
        let named =
            self.variant.caught_by.iter().filter(|name| found.is_some_and(|found| found.contains(*name)));
        named.map(String::as_str).collect()
    }

    pub fn is_caught(&self) -> bool {
        self.results.keys().any(|python| !self.caught(python).is_empty())
    }

    /// On every Python it was built for.
    fn is_in_peace(&self) -> bool {
        self.results.values().all(|finding| finding.checks.is_empty() && finding.trouble.is_none())
    }
}

pub fn run(arguments: &[String]) -> Result<(), String> {
    let (mut wanted, mut threads) = (Vec::new(), 2);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--python" => wanted.push(rest.next().ok_or("--python wants a version: 3.12")?.clone()),
            "-j" => threads = rest.next().and_then(|n| n.parse().ok()).ok_or("-j wants a number")?,
            other => return Err(format!("`{other}` is not known here")),
        }
    }
    let pythons: Vec<Python> = match &wanted[..] {
        [] => pythons::cpythons().cloned().collect(),
        names => names
            .iter()
            .map(|name| pythons::named(name).map_err(|error| error.to_string()))
            .collect::<Result<_, _>>()?,
    };
    let modules =
        planted::modules(&crate::root().join("src/verify/testdata")).map_err(|error| error.to_string())?;
    let lines = measure(&modules, &pythons, threads)?;
    print!("{}", page::summary(&lines, &pythons));
    if wanted.is_empty() {
        let path = crate::root().join("docs/verify.md");
        cache::publish(&path, page::page(&lines, &pythons).as_bytes())?;
        println!("written: docs/verify.md");
    }
    // On some versions only, a mistake may go unnoticed.
    let told = lines.iter().filter(|line| wanted.is_empty() || !line.variant.is_mistake());
    let wrong: Vec<String> = told.filter_map(complaint).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// What is not as it should be.
fn complaint(line: &Line) -> Option<String> {
    let right = if line.variant.is_mistake() { line.is_caught() } else { line.is_in_peace() };
    let told = || {
        let told =
            line.results.iter().filter(|(_, found)| !found.checks.is_empty() || found.trouble.is_some());
        told.map(|(python, found)| {
            format!("\n  {python}: {:?} {}", found.checks, found.trouble.as_deref().unwrap_or(""))
        })
        .collect::<String>()
    };
    (!right).then(|| format!("{} {}: {}{}", line.module, line.variant.name, line.variant.why, told()))
}

fn measure(modules: &[Module], pythons: &[Python], threads: usize) -> Result<Vec<Line>, String> {
    let cache = cache::folder("planted")?;
    let variants: Vec<(&Module, &Variant)> = modules
        .iter()
        .flat_map(|module| module.variants.iter().map(move |variant| (module, variant)))
        .collect();
    let mut work = Vec::new();
    for (number, (module, variant)) in variants.iter().enumerate() {
        let fit = pythons.iter().filter(|python| python.version.1 >= variant.since);
        work.extend(fit.map(|python| (number, *module, *variant, python)));
    }
    let options = Options { call_functions: true, ..Options::default() };
    let findings = in_turns(threads, &work, |(number, module, variant, python)| {
        let finding = match module.judge(variant, python, &options, &cache) {
            Ok(report) => Finding {
                checks: report.failures().map(|failure| failure.check.clone()).collect(),
                trouble: None,
            },
            Err(error) => Finding { trouble: Some(error.to_string()), ..Finding::default() },
        };
        eprint!(".");
        (*number, python.label(), finding)
    });
    eprintln!();
    let mut lines: Vec<Line> = variants
        .iter()
        .map(|(module, variant)| Line {
            module: module.name.clone(),
            variant: (*variant).clone(),
            results: BTreeMap::new(),
        })
        .collect();
    for (number, python, finding) in findings {
        lines[number].results.insert(python, finding);
    }
    Ok(lines)
}
