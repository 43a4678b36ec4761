//! Proves a migration: builds a module before and after, and compares what Python sees.
//!
//! The only layer that starts other programs. It does not know how a module is rewritten; it is given two builds.

use std::path::Path;

pub mod bench;
pub mod build;
pub mod compare;
pub mod consent;
mod error;
mod groups;
pub mod guard;
pub mod observe;
pub mod places;
pub mod planted;
pub mod process;
pub mod project;
pub mod pythons;
pub mod scratch;
pub mod show;
pub mod stop;
pub mod suite;

pub use bench::Speed;
pub use build::{Built, PlainBuild, Warning};
pub use compare::{Announced, Class, Difference};
pub use error::Error;
pub use guard::Guard;
pub use observe::{Observations, Options};
pub use project::{After, BuildWay, Progress, Request, Rewrite, Rewritten, Verdict, run};
pub use pythons::Python;

/// One module, built twice for one interpreter.
#[derive(Clone, Debug)]
pub struct Job<'a> {
    /// The full name to import it by.
    pub module: &'a str,
    pub python: &'a Python,
    pub before: &'a Built,
    pub after: &'a Built,
    /// A Python file about the module. It may define
    /// `instances(module)`: a dict of functions without arguments, each of which makes an instance;
    /// `arguments(module)`: a dict from types' names to tuples of constructor arguments;
    /// and `test_...(module)` functions, whose outcomes and results are compared.
    pub exercise: Option<&'a Path>,
    /// What the plan told of.
    pub announced: &'a [Announced],
    pub options: Options,
    /// Where builds and observations are kept from one run to the next.
    pub cache: Option<&'a Path>,
}

/// What came of comparing a module before and after on one interpreter.
#[derive(Clone, Debug)]
pub struct Report {
    pub module: String,
    /// The interpreter's label: `3.12.1`.
    pub python: String,
    /// In order of check and subject.
    pub differences: Vec<Difference>,
    /// How many values were compared.
    pub compared: usize,
    /// The types that were found after the migration, by label.
    pub types: Vec<String>,
    /// Of those, the ones that no instance could be made of: compared without.
    pub without_instance: Vec<String>,
    /// Checks and subjects that differ from one run to the next of the module as it was: not compared.
    pub unstable: Vec<(String, String)>,
    /// Announced drifts whose ids mean nothing here.
    pub unknown_drifts: Vec<String>,
    /// What crashing probes had said on standard error, after the migration.
    pub said: String,
}

impl Report {
    /// The differences that break the promise of the migration.
    pub fn failures(&self) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(|difference| difference.class == Class::Failure)
    }
}

/// Runs every probe against both builds, and classifies every difference.
///
/// A module that does not import, crashes or hangs is a result. `Err` only when the probes themselves cannot be run.
pub fn compare_modules(job: &Job) -> Result<Report, Error> {
    let look = |builds: &[&Built], look| {
        let options = Options { look, ..job.options.clone() };
        observe::observe(job.python, job.module, builds, job.exercise, &options, job.cache)
    };
    let found = look(&[job.before, job.after], 0)?;
    let (mut before, mut after) = (found[0].clone(), found[1].clone());
    let mut differences = compare::compare(&before, &after, job.announced);
    let mut unstable = Vec::new();
    if differences.iter().any(|difference| difference.class == Class::Failure) {
        // Some of it may be no more than what changes with every run.
        let again = look(&[job.before], 1)?;
        unstable = drop_unstable(&mut before, &mut after, &again[0]);
        differences = compare::compare(&before, &after, job.announced);
    }
    differences.extend(new_warnings(job.before, job.after));
    Ok(report(job, &before, &after, differences, unstable))
}

fn report(
    job: &Job,
    before: &Observations,
    after: &Observations,
    differences: Vec<Difference>,
    unstable: Vec<(String, String)>,
) -> Report {
    let own = |labels: Vec<&str>| labels.into_iter().map(str::to_owned).collect();
    let unknown = job.announced.iter().map(|said| &said.drift).filter(|id| !compare::is_known_drift(id));
    Report {
        module: job.module.to_owned(),
        python: job.python.label(),
        differences,
        compared: before.values.keys().filter(|key| after.values.contains_key(*key)).count(),
        types: own(after.types()),
        without_instance: own(after.without_instance()),
        unstable,
        unknown_drifts: unknown.cloned().collect(),
        said: after.said.clone(),
    }
}

/// Takes out of both sides what a second look at the old build saw otherwise.
fn drop_unstable(
    before: &mut Observations,
    after: &mut Observations,
    again: &Observations,
) -> Vec<(String, String)> {
    let moved = |key: &&(String, String)| before.values.get(*key) != again.values.get(*key);
    let all = before.values.keys().chain(again.values.keys());
    let unstable: std::collections::BTreeSet<_> = all.filter(moved).cloned().collect();
    for key in &unstable {
        before.values.remove(key);
        after.values.remove(key);
    }
    unstable.into_iter().collect()
}

fn new_warnings(before: &Built, after: &Built) -> Vec<Difference> {
    let differ = |warning: &Warning, class, old: bool| Difference {
        class,
        check: "build.warning".to_owned(),
        subject: warning.file.clone(),
        before: old.then(|| warning.to_string()),
        after: (!old).then(|| warning.to_string()),
    };
    let new = build::warnings::new_ones(&before.warnings, &after.warnings);
    let gone = build::warnings::new_ones(&after.warnings, &before.warnings);
    let new = new.into_iter().map(|warning| differ(warning, Class::Failure, false));
    new.chain(gone.into_iter().map(|warning| differ(warning, Class::Improvement, true))).collect()
}
