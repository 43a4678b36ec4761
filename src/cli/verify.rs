//! `migrate-types verify`: builds a project before and after, compares, and says what came of it.
//!
//! Everything the user says becomes a request here; the work is done in [`crate::verify`].

mod args;
mod migration;
mod watcher;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::check::in_words;
use super::console::Console;
use super::{Exit, check};
use crate::capi::version::Version;
use crate::disk::{self, Permission, WriteError};
use crate::render::diff::{self, For};
use crate::report::Outcome;
use crate::verify::project::Limits;
use crate::verify::{self, After, BuildWay, Guard, Options, Python, Request, Verdict, pythons, show};

pub use args::Verify;
use migration::Migration;
use watcher::Watcher;

/// How often an embedded interpreter comes up and goes down.
const ROUNDS: u32 = 12;

/// Lines of a patch that are shown; a whole project's is for `--diff`.
const PATCH_LINES: usize = 120;

pub fn run(args: &Verify, console: &Console) -> Result<Exit, String> {
    verify::stop::on_signals();
    let before = existing(args.before.as_ref().or(args.path.as_ref()))?;
    let after = args.after.as_ref().map(|after| existing(Some(after))).transpose()?;
    let migration = Migration::read(&before, &args.analysis, args.build.is_some())?;
    migration.inputs.problems.iter().for_each(|problem| console.complain(&in_words(problem)));
    let outcome = migration.outcome(&[]);
    check::known_types(&args.analysis.types, &outcome)?;
    if after.is_none() {
        if outcome.changes.is_empty() {
            return nothing(&outcome, &before, console);
        }
        if let Some(exit) = refused(args, &migration, &outcome, console) {
            return Ok(exit);
        }
    }
    let request = request(args, after.as_deref(), &migration, &outcome)?;
    let mut watcher = Watcher {
        console,
        project: migration.project.clone(),
        pythons: request.pythons.iter().map(Python::label).collect(),
        yes: args.yes,
        start: Instant::now(),
    };
    let verdict = verify::run(&request, &mut watcher);
    watcher.clear();
    if verify::stop::is_wanted() {
        return Err("stopped; no file was written, and nothing that was started is left".to_owned());
    }
    let verdict = verdict.map_err(|error| error.to_string())?;
    tell(args, &verdict, console)?;
    conclude(args, &migration, &outcome, &verdict, console)
}

/// The canonical path of a folder or file that was named.
fn existing(path: Option<&PathBuf>) -> Result<PathBuf, String> {
    let path = path.map_or(Path::new("."), PathBuf::as_path);
    disk::files::canonical(path).map_err(|error| format!("`{}`: {error}", path.display()))
}

fn nothing(outcome: &Outcome, path: &Path, console: &Console) -> Result<Exit, String> {
    let refused = outcome.ledger.refused;
    let why = match refused {
        0 => "it has no static types".to_owned(),
        _ => format!("{refused} static types stay as they are; `migrate-types {}` says why", path.display()),
    };
    console.out(
        format!("nothing to verify: nothing of `{}` would be changed: {why}\n", path.display()).as_bytes(),
    )?;
    Ok(if refused == 0 { Exit::Clean } else { Exit::Findings })
}

/// What would keep us from writing in the end is told before minutes are spent.
fn refused(args: &Verify, migration: &Migration, outcome: &Outcome, console: &Console) -> Option<Exit> {
    let reasons = match args.write {
        true => disk::refusals(&migration.inputs, &outcome.changes, permission(args)),
        false => Vec::new(),
    };
    reasons.iter().for_each(|reason| console.complain(&in_words(reason)));
    (!reasons.is_empty()).then_some(Exit::Refused)
}

fn permission(args: &Verify) -> Permission {
    Permission { dirty: args.allow_dirty, no_vcs: args.allow_no_vcs }
}

fn request<'a>(
    args: &Verify,
    after: Option<&Path>,
    migration: &'a Migration,
    outcome: &Outcome,
) -> Result<Request<'a>, String> {
    let limit = Duration::from_secs(args.limit);
    let options = &migration.resolved.options;
    let guard = args.guard();
    Ok(Request {
        path: migration.project.clone(),
        before: None,
        after: match after {
            Some(after) => After::Tree(after.to_owned(), migration::announced(outcome)),
            None => After::Rewrite(migration),
        },
        build: args.build.clone().map_or(BuildWay::Auto, BuildWay::Command),
        modules: args.modules.clone(),
        pythons: chosen(&args.pythons, options.target.lowest)?,
        exercise: args.exercise.as_ref().map(|file| existing(Some(file))).transpose()?,
        test_command: args.test_cmd.clone(),
        options: Options { call_functions: args.call_functions, rounds: ROUNDS, guard, ..Options::default() },
        build_environment: guard.map(Guard::build_environment).unwrap_or_default(),
        limits: Limits { build: limit, tests: limit, ..Limits::default() },
        bench: args.bench,
        threads: options.threads.get(),
    })
}

/// The Pythons that were named; else all that are found and that the result is for.
fn chosen(named: &[String], lowest: Version) -> Result<Vec<Python>, String> {
    let is_served = |python: &Python| python.minor() >= (3, u32::from(lowest.minor));
    let serves = |python: &&Python| is_served(python);
    if !named.is_empty() {
        let found: Result<Vec<Python>, _> = named.iter().map(|name| pythons::named(name)).collect();
        let found = found.map_err(|error| error.to_string())?;
        if let Some(old) = found.iter().find(|python| !is_served(python)) {
            let (major, minor) = old.minor();
            return Err(format!(
                "Python {} is older than {lowest}, the lowest that the result is for: name another, or give \
                 --target-version {major}.{minor}",
                old.label()
            ));
        }
        return Ok(found);
    }
    let found: Vec<Python> = pythons::discover().iter().filter(serves).cloned().collect();
    if found.is_empty() {
        return Err(format!(
            "no Python {lowest} or newer with headers found: name one with --python, or set {}",
            pythons::VARIABLE
        ));
    }
    Ok(found)
}

/// The verdict, in every form that was asked for.
fn tell(args: &Verify, verdict: &Verdict, console: &Console) -> Result<(), String> {
    // The verdict comes last: that is what a person sees first.
    console.out(&offending_patch(verdict, console)?)?;
    console.out(show::terminal(verdict).as_bytes())?;
    let keep = |file: &Option<PathBuf>, text: fn(&Verdict) -> String| match file {
        Some(file) => {
            disk::write_output(file, text(verdict).as_bytes()).map_err(|problem| in_words(&problem))
        }
        None => Ok(()),
    };
    keep(&args.json, show::json)?;
    keep(&args.markdown, show::markdown)?;
    keep(&args.junit, show::junit)
}

/// What the migration of the types to blame changed.
fn offending_patch(verdict: &Verdict, console: &Console) -> Result<Vec<u8>, String> {
    let whom = For::Eyes { colour: console.colours_out() };
    let mut patch = Vec::new();
    for file in verdict.blame.iter().flat_map(|blame| &blame.files) {
        let name = file.path.to_string_lossy();
        diff::two(&name, &file.without, &file.with, whom, &mut patch).map_err(|error| error.to_string())?;
    }
    let lines: Vec<&[u8]> = patch.split_inclusive(|&byte| byte == b'\n').collect();
    let mut shown = lines[..lines.len().min(PATCH_LINES)].concat();
    if lines.len() > PATCH_LINES {
        shown.extend(format!("... and {} lines more\n", lines.len() - PATCH_LINES).as_bytes());
    }
    Ok(shown)
}

/// Writes what was verified, where that was asked for.
fn conclude(
    args: &Verify,
    migration: &Migration,
    outcome: &Outcome,
    verdict: &Verdict,
    console: &Console,
) -> Result<Exit, String> {
    if !verdict.passed() {
        if args.write {
            console.err(b"every file is as it was: nothing is written that is not verified\n");
        }
        return Ok(Exit::Unverified);
    }
    if !args.write {
        return Ok(Exit::Clean);
    }
    match disk::write(&migration.inputs, &outcome.changes, permission(args)) {
        Ok(written) => {
            written.warning.iter().for_each(|warning| console.complain(&in_words(warning)));
            if !args.quiet {
                let files = if written.files == 1 { "1 file" } else { &format!("{} files", written.files) };
                console.out(format!("{files} written\n").as_bytes())?;
            }
            Ok(Exit::Clean)
        }
        Err(WriteError::Refused(reasons)) => {
            reasons.iter().for_each(|reason| console.complain(&in_words(reason)));
            Ok(Exit::Refused)
        }
        Err(WriteError::Failed(reason)) => Err(in_words(&reason)),
    }
}
