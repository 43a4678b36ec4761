//! Builds a case before and after, runs it, and compares what Python sees.
//!
//! Everything is kept under a key of its content: what was built and seen once is not built and run again.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use migrate_types::verify::process::{self, Call, End};
use migrate_types::verify::{
    Announced, Built, Class, Error, Job, Options, PlainBuild, Python, compare_modules, pythons, scratch,
};

use super::Case;
use super::judged::Judged;

/// A case on one interpreter.
pub struct Run<'a> {
    pub case: &'a Case,
    pub python: &'static Python,
}

/// How a run ended.
pub struct Ended {
    /// What broke the promise of the migration, or kept it from being looked at.
    pub problems: Vec<String>,
    /// Whether there was anything to compare: the case migrates.
    pub compared: bool,
}

/// Every case on every CPython of this machine that it is meant for. A case in which nothing moves is only built, on one
/// of them: it has to be C.
pub fn of(cases: &[Case]) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    for case in cases {
        let fits = |python: &&Python| !case.leaves_out(minor(python));
        let fitting: Vec<&'static Python> = pythons::cpythons().filter(fits).collect();
        let moves =
            |python: &&&'static Python| Judged::new(case, &case.options(Some(minor(python)))).migrates();
        let mut moving: Vec<&'static Python> = fitting.iter().filter(moves).copied().collect();
        if moving.is_empty() {
            moving.extend(fitting.last());
        }
        runs.extend(moving.into_iter().map(|python| Run { case, python }));
    }
    runs
}

/// Of each case the runs on its oldest and its newest CPython, and on one between, another one for each case.
pub fn spread(runs: Vec<Run<'_>>) -> Vec<Run<'_>> {
    let by_case: Vec<usize> =
        runs.chunk_by(|one, next| std::ptr::eq(one.case, next.case)).map(<[Run]>::len).collect();
    let kept = by_case.into_iter().enumerate().flat_map(|(turn, count)| {
        let between = count.checked_sub(2).filter(|between| *between > 0).map(|between| 1 + turn % between);
        (0..count).map(move |at| at == 0 || at + 1 == count || Some(at) == between)
    });
    let kept: Vec<bool> = kept.collect();
    runs.into_iter().zip(kept).filter_map(|(run, is_kept)| is_kept.then_some(run)).collect()
}

fn minor(python: &Python) -> u8 {
    u8::try_from(python.version.1).unwrap_or(u8::MAX)
}

impl Run<'_> {
    pub fn label(&self) -> String {
        format!("{} on {}", self.case.title(), self.python.label())
    }

    pub fn end(&self, cache: &Path) -> Ended {
        let ended = self.try_end(cache);
        ended.unwrap_or_else(|error| Ended { problems: vec![error.to_string()], compared: false })
    }

    fn try_end(&self, cache: &Path) -> Result<Ended, Error> {
        let judged = Judged::new(self.case, &self.case.options(Some(minor(self.python))));
        let before = self.build(&self.case.files, &[], cache)?;
        if !judged.migrates() {
            return Ok(Ended { problems: Vec::new(), compared: false });
        }
        let after = self.build(&judged.after(), &self.case.limited_flags(), cache)?;
        let report = compare_modules(&Job {
            module: &self.case.module(),
            python: self.python,
            before: &before,
            after: &after,
            exercise: self.case.exercise.as_deref(),
            announced: &announced(&judged),
            options: Options { call_functions: true, ..Options::default() },
            cache: Some(cache),
        })?;
        let mut problems: Vec<String> = report.failures().map(ToString::to_string).collect();
        if report.differences.iter().any(|one| one.class == Class::Failure) && !report.said.is_empty() {
            problems.push(report.said.clone());
        }
        for test in &self.case.tests {
            problems.extend(self.lost_tests(test, &before, &after)?);
        }
        let unmade = report.without_instance.iter();
        problems.extend(unmade.map(|ty| format!("no instance of {ty} could be made: let NAME.py make one")));
        Ok(Ended { problems, compared: true })
    }

    fn build(&self, files: &[(String, Vec<u8>)], flags: &[String], cache: &Path) -> Result<Built, Error> {
        let files = files.iter().map(|(name, text)| (PathBuf::from(name), text.clone())).collect();
        let build = PlainBuild::of_files(&self.case.module(), files);
        self.case
            .head
            .flags
            .iter()
            .chain(flags)
            .fold(build, |build, flag| build.flag(flag))
            .build(self.python, Some(cache))
    }

    /// The module's own tests pass, before and after.
    fn lost_tests(&self, test: &Path, before: &Built, after: &Built) -> Result<Vec<String>, Error> {
        let mut problems = Vec::new();
        for (side, built) in [("before", before), ("after", after)] {
            let folder = scratch::Scratch::new().map_err(|error| Error::Request(error.to_string()))?;
            let name = test.file_stem().unwrap_or_default();
            let call = Call::new(&self.python.executable, folder.path(), Duration::from_secs(300))
                .args(["-m", "unittest", "-q"])
                .arg(name)
                .env("PYTHONDONTWRITEBYTECODE", "1")
                .env("PYTHONPATH", path(&[built.folder(), test.parent().unwrap_or(Path::new("."))]));
            let done = process::run(&call).map_err(|error| Error::Request(error.to_string()))?;
            if done.end != End::Code(0) {
                problems.push(format!("its own tests fail {side}: {}\n{}", done.end, done.last_lines(15)));
            }
        }
        Ok(problems)
    }
}

fn path(folders: &[&Path]) -> std::ffi::OsString {
    std::env::join_paths(folders).unwrap_or_default()
}

fn announced(judged: &Judged) -> Vec<Announced> {
    let types = judged.outcome.types.iter();
    let drifts = types.flat_map(|ty| ty.drifts.iter().map(move |drift| (ty, drift.id)));
    drifts.map(|(ty, id)| Announced::new(ty.python_name.as_deref().unwrap_or(&ty.name), id)).collect()
}

/// Does something with every item, with as many workers as there are processors; the results in order.
pub fn side_by_side<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(at) else { break };
                    let result = work(item);
                    done.lock().unwrap_or_else(|broken| broken.into_inner()).push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(|broken| broken.into_inner());
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
