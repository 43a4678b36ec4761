//! The probes against migrations made by hand: every planted mistake is found, and a correct migration has no failure.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use migrate_types::verify::planted::{self, Module, Variant};
use migrate_types::verify::{Options, Python, Report, pythons};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/verify/testdata")
}

/// Builds and observations of earlier runs; deleted with the rest of the build folder.
fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("verify")
}

struct Outcome<'a> {
    module: &'a Module,
    variant: &'a Variant,
    python: &'a Python,
    report: Report,
}

/// Judges everything on every CPython, two at a time.
fn judge_all(modules: &[Module]) -> Vec<Outcome<'_>> {
    let mut work = Vec::new();
    for module in modules {
        for variant in &module.variants {
            for python in pythons::cpythons().filter(|python| python.version.1 >= variant.since) {
                work.push((module, variant, python));
            }
        }
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((module, variant, python)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let options = Options { call_functions: true, ..Options::default() };
                    let report = module.judge(variant, python, &options, &cache());
                    let report =
                        report.unwrap_or_else(|error| panic!("{} {}: {error}", module.name, variant.name));
                    done.lock().unwrap().push(Outcome { module, variant, python, report });
                }
            });
        }
    });
    done.into_inner().unwrap()
}

#[test]
fn mistakes_are_caught_and_correct_migrations_pass() {
    let modules = planted::modules(&root()).unwrap();
    let outcomes = judge_all(&modules);
    let mut problems = Vec::new();
    let mut caught: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for Outcome { module, variant, python, report } in &outcomes {
        let failures: Vec<String> = report.failures().map(ToString::to_string).collect();
        if variant.is_mistake() {
            let named = report.failures().any(|failure| variant.caught_by.contains(&failure.check));
            let seen = caught.entry((&module.name, &variant.name)).or_default();
            if named {
                seen.push(python.label());
            }
        } else if !failures.is_empty() {
            let (module, variant) = (&module.name, &variant.name);
            problems.push(format!(
                "{module} {variant} is correct on {}, but:\n  {}",
                python.label(),
                failures.join("\n  ")
            ));
        }
    }
    for ((module, mistake), pythons) in &caught {
        println!("{module} {mistake}: caught on {}", pythons.join(", "));
        if pythons.is_empty() {
            problems.push(format!("{module} {mistake} is caught nowhere"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
