//! Verifies a whole project: builds it before and after for each Python, runs the probes and its own tests, and finds the type to blame.
//!
//! Says nothing by itself: `show` puts a verdict into words.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::build::{Built, Workplace};
use super::compare::{Announced, Class};
use super::error::Error;
use super::observe::Options;
use super::pythons::{self, Python};
use super::suite::{self, Suite};
use super::{Job, Report, Speed, bench, compare_modules};

mod blame;
mod recipe;
mod work;

pub use blame::{Blame, Suspect};
use recipe::Recipe;
use work::in_parallel;

/// What to verify, and how.
pub struct Request<'a> {
    /// A project's folder, or one C file.
    pub path: PathBuf,
    /// The project as it was, when that is not what lies at `path`.
    pub before: Option<PathBuf>,
    pub after: After<'a>,
    pub build: BuildWay,
    /// Full names of the extension modules to look at; empty: all that are built.
    pub modules: Vec<String>,
    /// On which interpreters; empty: every CPython found.
    pub pythons: Vec<Python>,
    /// See [`Job::exercise`].
    pub exercise: Option<PathBuf>,
    /// A line for the shell that runs the project's tests; placeholders as in [`Tool::Command`](super::build::Tool).
    pub test_command: Option<String>,
    pub options: Options,
    /// Set for builds: `CFLAGS`, ...
    pub build_environment: Vec<(String, String)>,
    pub limits: Limits,
    /// Compare the speed, too.
    pub bench: bool,
    /// How many builds and probe runs at once.
    pub threads: usize,
}

/// Where the migrated project comes from.
pub enum After<'a> {
    /// It lies there already; what its plan announced.
    Tree(PathBuf, Vec<Announced>),
    /// It is made in a copy.
    Rewrite(&'a (dyn Rewrite + Sync)),
}

/// Migrates a project in place, as `--write` would.
pub trait Rewrite {
    /// Rewrites what lies in `tree`, but leaves the types named in `without` as they are (by the names that an earlier
    /// call gave in [`Rewritten::types`]), with all that must stay with them.
    ///
    /// `Err` says why nothing was written.
    fn rewrite(&self, tree: &Path, without: &[String]) -> Result<Rewritten, String>;
}

/// What a rewrite did.
#[derive(Clone, Debug, Default)]
pub struct Rewritten {
    /// The types that were migrated.
    pub types: Vec<String>,
    pub announced: Vec<Announced>,
}

/// How to build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum BuildWay {
    /// A single file with a compiler call; a project with its build system; a folder of C files with a compiler call.
    #[default]
    Auto,
    Command(String),
    Pip,
    Compiler,
}

/// How long what may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub build: Duration,
    pub tests: Duration,
    /// How many builds the search for the type to blame may cost.
    pub blame_builds: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { build: Duration::from_secs(1800), tests: Duration::from_secs(1800), blame_builds: 40 }
    }
}

/// Is told what happens, and asked before anything of the project is run.
pub trait Progress: Send {
    /// A step has begun or ended, in a few words.
    fn step(&mut self, words: &str);

    /// These lines of commands will be run, in scratch copies of the project. `false` stops the verification.
    fn may_run(&mut self, lines: &[String]) -> bool {
        let _ = lines;
        true
    }
}

/// A progress that nobody looks at.
pub struct Silent;

impl Progress for Silent {
    fn step(&mut self, _words: &str) {}
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// One for each Python, in the order asked for.
    pub pythons: Vec<PythonVerdict>,
    /// The types the rewrite migrated; empty when the migrated project was given.
    pub types: Vec<String>,
    pub blame: Option<Blame>,
}

/// What came of it on one Python.
#[derive(Clone, Debug, Default)]
pub struct PythonVerdict {
    /// `3.12.1`
    pub python: String,
    /// One for each module.
    pub modules: Vec<Report>,
    pub tests: Option<suite::Comparison>,
    /// With each module's name; empty when that was not asked for.
    pub speeds: Vec<(String, Speed)>,
    /// The project does not build as it was, or its tests cannot be run: nothing is said about the migration here.
    pub skipped: Option<String>,
    /// The migrated project does not build, or a module is missing from it.
    pub broken: Option<String>,
    /// What cannot be looked at on this interpreter, whatever the module does.
    pub limit: Option<&'static str>,
}

impl PythonVerdict {
    /// Something breaks the promise of the migration.
    pub fn failed(&self) -> bool {
        let lost = self.tests.as_ref().is_some_and(|tests| !tests.lost.is_empty());
        self.broken.is_some() || lost || self.modules.iter().any(|report| report.failures().next().is_some())
    }

    /// How many differences of a kind the modules show.
    pub fn count(&self, of: impl Fn(&Class) -> bool) -> usize {
        self.modules.iter().flat_map(|report| &report.differences).filter(|found| of(&found.class)).count()
    }
}

impl Verdict {
    /// At least one Python said something, and none said that anything is broken.
    pub fn passed(&self) -> bool {
        self.pythons.iter().any(|python| python.skipped.is_none())
            && !self.pythons.iter().any(PythonVerdict::failed)
    }
}

/// Verifies a project.
///
/// `Err` when nothing could be verified at all: no Python, no compiler, the project does not build as it is.
pub fn run(request: &Request, progress: &mut dyn Progress) -> Result<Verdict, Error> {
    let pythons: Vec<Python> = match &request.pythons[..] {
        [] => pythons::cpythons().cloned().collect(),
        named => named.to_vec(),
    };
    if pythons.is_empty() {
        return Err(Error::NoPython);
    }
    let recipe = Recipe::of(request)?;
    if !progress.may_run(&recipe.lines(request)) {
        return Err(Error::Request("nothing was run: it was not confirmed (--yes confirms it)".to_owned()));
    }
    let progress = work::Shared::new(progress);
    let mut project = Project { request, recipe, announced: Vec::new() };
    let (trees, types) = project.trees(&progress)?;
    let builds = project.builds(&pythons, &trees, &progress);
    let mut verdicts = in_parallel(request.threads, &builds, |pair| project.verdict(pair, &progress));
    if verdicts.iter().all(|verdict| verdict.skipped.is_some()) {
        return Err(nothing_verified(builds));
    }
    // Alone: nothing else of ours runs meanwhile.
    for (pair, verdict) in builds.iter().zip(&mut verdicts).filter(|_| request.bench) {
        project.time(pair, verdict, &progress);
    }
    let blame = project.blame(&verdicts, &pythons, &types, &trees, &progress);
    Ok(Verdict { pythons: verdicts, types, blame })
}

/// The first reason why the project as it was could not be built.
fn nothing_verified(builds: Vec<Pair>) -> Error {
    let first = builds.into_iter().find_map(|pair| pair.before.err());
    first.unwrap_or_else(|| Error::Request("no module of the project could be compared".to_owned()))
}

/// One project under verification.
struct Project<'a> {
    request: &'a Request<'a>,
    recipe: Recipe,
    announced: Vec<Announced>,
}

/// The project before and after, as folders.
struct Trees {
    before: PathBuf,
    after: PathBuf,
    /// Holds what was rewritten for this run.
    _scratch: Option<super::scratch::Scratch>,
}

/// Both builds for one Python.
struct Pair {
    python: Python,
    before: Result<Side, Error>,
    after: Result<Side, Error>,
}

/// One build, and the copy it was made in, where tests run.
struct Side {
    built: Built,
    place: Option<Workplace>,
}

impl Project<'_> {
    /// The folders to build, the second one rewritten when that was asked for.
    fn trees(&mut self, progress: &work::Shared) -> Result<(Trees, Vec<String>), Error> {
        let before = self.request.before.clone().unwrap_or_else(|| self.request.path.clone());
        match &self.request.after {
            After::Tree(after, announced) => {
                self.announced = announced.clone();
                Ok((Trees { before, after: after.clone(), _scratch: None }, Vec::new()))
            }
            After::Rewrite(rewrite) => {
                progress.step("migrates a copy");
                let (scratch, after, done) = self.rewritten(*rewrite, &before, &[])?;
                self.announced = done.announced;
                Ok((Trees { before, after, _scratch: Some(scratch) }, done.types))
            }
        }
    }

    fn rewritten(
        &self,
        rewrite: &dyn Rewrite,
        before: &Path,
        without: &[String],
    ) -> Result<(super::scratch::Scratch, PathBuf, Rewritten), Error> {
        let scratch = super::scratch::Scratch::new().map_err(Error::io(Path::new("scratch folder")))?;
        let after = self.recipe.copy(before, scratch.path())?;
        let done = rewrite.rewrite(&after, without).map_err(Error::Request)?;
        Ok((scratch, after, done))
    }

    fn builds(&self, pythons: &[Python], trees: &Trees, progress: &work::Shared) -> Vec<Pair> {
        let sides = [("before", &trees.before), ("after", &trees.after)];
        let jobs: Vec<_> = pythons.iter().flat_map(|python| sides.map(|side| (python, side))).collect();
        let mut built = in_parallel(self.request.threads, &jobs, |(python, (word, tree))| {
            progress.step(&format!("builds {word} for {}", python.label()));
            self.recipe.build(self.request, tree, python)
        })
        .into_iter();
        let pair = |python: &Python| {
            let (before, after) = (built.next()?, built.next()?);
            Some(Pair { python: python.clone(), before, after })
        };
        pythons.iter().map_while(pair).collect()
    }

    fn verdict(&self, pair: &Pair, progress: &work::Shared) -> PythonVerdict {
        let limit = pair.python.limit();
        let python = pair.python.label();
        let (before, after) = match (&pair.before, &pair.after) {
            (Err(error), _) => {
                return PythonVerdict {
                    python,
                    skipped: Some(error.to_string()),
                    ..PythonVerdict::default()
                };
            }
            (_, Err(error)) => {
                return PythonVerdict { python, broken: Some(error.to_string()), ..PythonVerdict::default() };
            }
            (Ok(before), Ok(after)) => (before, after),
        };
        let mut verdict = PythonVerdict { python, limit, ..PythonVerdict::default() };
        for module in self.modules(&before.built) {
            progress.step(&format!("compares {module} on {}", pair.python.label()));
            match self.compare(module, &pair.python, &before.built, &after.built) {
                Ok(report) => verdict.modules.push(report),
                Err(error) => verdict.skipped = Some(error.to_string()),
            }
        }
        if let Some(line) = &self.request.test_command {
            progress.step(&format!("runs the tests on {}", pair.python.label()));
            match self.test(line, &pair.python, before, after) {
                Ok(tests) => verdict.tests = Some(tests),
                Err(error) => verdict.skipped = Some(error.to_string()),
            }
        }
        verdict
    }

    fn modules<'b>(&self, built: &'b Built) -> Vec<&'b String> {
        let wanted = |name: &&String| self.request.modules.is_empty() || self.request.modules.contains(name);
        built.modules.iter().filter(wanted).collect()
    }

    fn job<'j>(
        &'j self,
        module: &'j str,
        python: &'j Python,
        before: &'j Built,
        after: &'j Built,
    ) -> Job<'j> {
        Job {
            module,
            python,
            before,
            after,
            exercise: self.request.exercise.as_deref(),
            announced: &self.announced,
            options: self.request.options.clone(),
            cache: None,
        }
    }

    fn compare(&self, module: &str, python: &Python, before: &Built, after: &Built) -> Result<Report, Error> {
        compare_modules(&self.job(module, python, before, after))
    }

    /// Modules that cannot be timed are left out: that they crash is told elsewhere.
    fn time(&self, pair: &Pair, verdict: &mut PythonVerdict, progress: &work::Shared) {
        let (Ok(before), Ok(after)) = (&pair.before, &pair.after) else { return };
        for module in self.modules(&before.built) {
            progress.step(&format!("times {module} on {}", pair.python.label()));
            let job = self.job(module, &pair.python, &before.built, &after.built);
            let speeds = bench::bench(&job).unwrap_or_default();
            verdict.speeds.extend(speeds.into_iter().map(|speed| (module.clone(), speed)));
        }
    }

    fn test(
        &self,
        line: &str,
        python: &Python,
        before: &Side,
        after: &Side,
    ) -> Result<suite::Comparison, Error> {
        let run = |side: &Side| -> Result<Suite, Error> {
            let place = side
                .place
                .as_ref()
                .ok_or_else(|| Error::Request("there is no folder to run tests in".into()))?;
            suite::run(line, place, &side.built, python, self.request.limits.tests)
        };
        Ok(suite::compare(&run(before)?, &run(after)?))
    }
}
