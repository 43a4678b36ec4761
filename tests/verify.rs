//! The probes against migrations made by hand: every planted mistake is found, and a correct migration has no failure.

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

/// One variant on one interpreter.
struct Run<'a> {
    module: &'a Module,
    variant: &'a Variant,
    python: &'a Python,
}

impl Run<'_> {
    fn report(&self) -> Report {
        let options = Options { call_functions: true, ..Options::default() };
        let report = self.module.judge(self.variant, self.python, &options, &cache());
        report.unwrap_or_else(|error| panic!("{self}: {error}"))
    }
}

impl std::fmt::Display for Run<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} on {}", self.module.name, self.variant.name, self.python.label())
    }
}

/// What is wrong with the probes, found by as many workers as there are processors.
fn problems<T: Sync>(work: &[T], judge: impl Fn(&T) -> Option<String> + Sync) -> Vec<String> {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(item) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(problem) = judge(item) {
                        found.lock().unwrap().push(problem);
                    }
                }
            });
        }
    });
    found.into_inner().unwrap()
}

#[test]
fn correct_migrations_have_no_failure() {
    let modules = planted::modules(&root()).unwrap();
    let mut work = Vec::new();
    let pythons: Vec<&Python> = pythons::cpythons().collect();
    for module in &modules {
        for variant in module.variants.iter().filter(|variant| !variant.is_mistake()).step_by(2) {
            // One after the other: all on all are for `cargo xtask planted`.
            let python = pythons[work.len() % pythons.len()];
            work.push(Run { module, variant, python });
        }
    }
    assert!(work.len() >= 10, "only {} runs", work.len());
    let problems = problems(&work, |run| {
        let failures: Vec<String> = run.report().failures().map(ToString::to_string).collect();
        (!failures.is_empty()).then(|| format!("{run} is correct, but:\n  {}", failures.join("\n  ")))
    });
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Each on one interpreter in turn, and on the others only when it goes unnoticed there.
#[test]
fn every_planted_mistake_is_caught_by_a_named_check() {
    let modules = planted::modules(&root()).unwrap();
    let mistakes: Vec<(&Module, &Variant)> = modules
        .iter()
        .flat_map(|module| module.variants.iter().map(move |variant| (module, variant)))
        .filter(|(_, variant)| variant.is_mistake())
        .collect();
    assert!(mistakes.len() >= 25 && modules.len() >= 6);
    // One in four, one after the other over the modules: all of them are for `cargo xtask planted`.
    let numbered: Vec<(usize, &(&Module, &Variant))> = mistakes.iter().enumerate().step_by(4).collect();
    let problems = problems(&numbered, |(number, (module, variant))| {
        let mut pythons: Vec<&Python> =
            pythons::cpythons().filter(|p| p.version.1 >= variant.since).collect();
        let first = number % pythons.len();
        pythons.rotate_left(first);
        let mut seen = Vec::new();
        for python in pythons {
            let report = Run { module, variant, python }.report();
            if report.failures().any(|failure| variant.caught_by.contains(&failure.check)) {
                return None;
            }
            seen.extend(report.failures().map(|failure| format!("{}: {failure}", python.label())));
        }
        let (module, variant) = (&module.name, &variant.name);
        Some(format!(
            "{module} {variant} is not caught by its checks, but by these:\n  {}",
            seen.join("\n  ")
        ))
    });
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
