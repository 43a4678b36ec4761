//! Automation that needs only cargo: `cargo xtask <task>`.

mod build_pythons;
mod by_hand;
mod cache;
#[allow(dead_code, reason = "other parts are for the tests")]
mod cases;
mod ci;
mod codegen;
mod corpus;
mod coverage;
mod date;
mod files;
mod finding;
mod new_rule;
mod parse_quality;
mod planted;
mod shell;
mod stdlib;
mod tidy;
mod tool;
mod turns;

use std::path::Path;
use std::process::ExitCode;

/// A task: its name, what it does, and the function that does it with the arguments that follow the name.
type Task = (&'static str, &'static str, fn(&[String]) -> Result<(), String>);

const TASKS: &[Task] = &[
    (
        "build-pythons",
        "[NAME]...  debug and free-threaded CPythons into a cache that verify looks in",
        build_pythons::run,
    ),
    ("ci", "everything that must pass: formatting, lints, tests, documentation", |_| ci::run()),
    (
        "by-hand",
        "types made of CPython's modules, against those that its developers made by hand",
        by_hand::run,
    ),
    ("codegen", "write the files that are generated", |_| codegen::write(root())),
    (
        "finding",
        "[--keep] LIST ROOT...  compare the types that are found with lists made otherwise",
        finding::run,
    ),
    ("corpus", "[NAME]...  migrate, build and test packages of others, before and after", corpus::run),
    ("coverage", "run all cases, and print rule, case and CPythons for each id", |_| coverage::run(root())),
    ("kill", "[N]  kill a writing run N times (1000) at random moments, and recover", ci::kill),
    ("new", "rule NAME  write the file of a new rule, its lines in the list, and a case", new_rule::run),
    (
        "parse-quality",
        "[--keep] DIR...  how much of the C under the folders is understood",
        parse_quality::run,
    ),
    ("planted", "[--python V]  how many planted mistakes verify finds; writes docs/verify.md", planted::run),
    (
        "stdlib",
        "[--leaks] [MODULE]...  migrate CPython's own modules, build them, and run their tests, before and after",
        stdlib::run,
    ),
    ("tidy", "check the shape of the sources: layers, homes, lengths, generated files", |_| tidy()),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|word| word == tool::WORD) {
        return tool::be(&arguments[1..]);
    }
    let task = arguments.first().and_then(|name| TASKS.iter().find(|(known, ..)| known == name));
    let Some((_, _, run)) = task else {
        eprintln!("usage: cargo xtask <task>\n");
        TASKS.iter().for_each(|(name, does, _)| eprintln!("  {name:14} {does}"));
        return ExitCode::from(2);
    };
    match run(&arguments[1..]) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

fn tidy() -> Result<(), String> {
    let problems = [tidy::check(root()), codegen::stale(root()), coverage::stale(root())].concat();
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}
