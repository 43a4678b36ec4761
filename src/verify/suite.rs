//! A project's own tests, before and after: only what passed before counts.
//!
//! Understands the reports of pytest and unittest; of anything else, the exit code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use super::build::{Built, Workplace};
use super::error::Error;
use super::process::{self, End, Finished};
use super::pythons::Python;
use super::scratch;

mod junit;
mod text;

/// How one test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ended {
    Passed,
    Failed,
    Skipped,
}

/// One run of a test command.
#[derive(Clone, Debug)]
pub struct Suite {
    /// By name; of unittest without `-v` only those that did not pass.
    pub tests: BTreeMap<String, Ended>,
    /// How many ran, when the report says so.
    pub count: Option<usize>,
    pub end: End,
    pub took: Duration,
    /// The last lines of its output.
    pub tail: String,
}

impl Suite {
    /// Reads the report that pytest wrote, or else what the run printed.
    pub fn of(done: &Finished, report: Option<&[u8]>) -> Suite {
        let (tests, count) = match report {
            Some(xml) => {
                let tests = junit::tests(&String::from_utf8_lossy(xml));
                let count = tests.len();
                (tests, Some(count))
            }
            None => {
                let output = [done.stdout.as_slice(), done.stderr.as_slice()].concat();
                text::tests(&String::from_utf8_lossy(&output))
            }
        };
        Suite { tests, count, end: done.end, took: done.took, tail: done.last_lines(15) }
    }

    pub fn passed(&self) -> usize {
        let listed = self.tests.values().filter(|ended| **ended == Ended::Passed).count();
        let others = self.tests.len() - listed;
        if listed > 0 { listed } else { self.count.unwrap_or(0).saturating_sub(others) }
    }
}

/// Runs the command in a workplace in which the project is built.
pub fn run(
    line: &str,
    place: &Workplace,
    built: &Built,
    python: &Python,
    limit: Duration,
) -> Result<Suite, Error> {
    let report = place.bin.join("report.xml");
    let call = place
        .shell(line, python, &built.path, limit)
        // Read by pytest alone, whoever starts it.
        .env(
            "PYTEST_ADDOPTS",
            format!("--junit-xml={} -o junit_family=xunit2 -p no:cacheprovider", report.display()),
        );
    let done =
        process::run(&call).map_err(|error| Error::NotStarted { program: PathBuf::from(line), error })?;
    Ok(Suite::of(&done, scratch::read(&report).ok().as_deref()))
}

/// What the tests say of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub passed_before: usize,
    pub passed_after: usize,
    /// Passed before and not after; or a sentence when the run as a whole went wrong.
    pub lost: Vec<String>,
    /// Failed before, and pass now.
    pub gained: Vec<String>,
}

/// Compares two runs of the same command.
pub fn compare(before: &Suite, after: &Suite) -> Comparison {
    let names: BTreeSet<&String> = before.tests.keys().chain(after.tests.keys()).collect();
    let ended = |suite: &Suite, name: &String| suite.tests.get(name).copied().or(unlisted(suite));
    let moved = |from: Ended, to: Ended| -> Vec<String> {
        let moves = |name: &&&String| ended(before, name) == Some(from) && ended(after, name) == Some(to);
        names.iter().filter(moves).map(|name| (**name).clone()).collect()
    };
    let mut lost = moved(Ended::Passed, Ended::Failed);
    lost.extend(missing(before, after));
    if let Some(sentence) = whole_run(before, after).filter(|_| lost.is_empty()) {
        lost.push(sentence);
    }
    let gained = moved(Ended::Failed, Ended::Passed);
    Comparison { passed_before: before.passed(), passed_after: after.passed(), lost, gained }
}

/// A test that a quiet report does not name has passed.
fn unlisted(suite: &Suite) -> Option<Ended> {
    let quiet = suite.count.is_some_and(|count| count > suite.tests.len());
    (quiet && matches!(suite.end, End::Code(_))).then_some(Ended::Passed)
}

/// Tests that passed before and are not heard of after.
fn missing(before: &Suite, after: &Suite) -> Vec<String> {
    if unlisted(after).is_some() || after.tests.is_empty() {
        return Vec::new();
    }
    let gone =
        |(name, ended): &(&String, &Ended)| **ended == Ended::Passed && !after.tests.contains_key(*name);
    before.tests.iter().filter(gone).map(|(name, _)| format!("{name} (did not run)")).collect()
}

/// A run that ended worse as a whole: a crash, a hang, an exit code.
fn whole_run(before: &Suite, after: &Suite) -> Option<String> {
    let fewer = before.count.is_some_and(|old| after.count.unwrap_or(0) < old);
    match after.end.of_shell() {
        End::TimedOut if before.end != End::TimedOut => Some("the tests do not come to an end".to_owned()),
        End::Signal(signal) if before.end.of_shell() != after.end.of_shell() => {
            Some(format!("the tests crash (signal {signal})"))
        }
        End::Code(code) if code != 0 && before.end == End::Code(0) => {
            Some(format!("the tests end with exit code {code}"))
        }
        _ if fewer => Some(format!("{} tests ran before, {} after", before.count?, after.count.unwrap_or(0))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suite(tests: &[(&str, Ended)], count: usize, end: End) -> Suite {
        let tests = tests.iter().map(|(name, ended)| ((*name).to_owned(), *ended)).collect();
        Suite { tests, count: Some(count), end, took: Duration::ZERO, tail: String::new() }
    }

    #[test]
    fn only_what_passed_before_counts() {
        let before =
            suite(&[("a", Ended::Passed), ("b", Ended::Failed), ("c", Ended::Passed)], 3, End::Code(1));
        let after =
            suite(&[("a", Ended::Failed), ("b", Ended::Passed), ("c", Ended::Passed)], 3, End::Code(1));
        let found = compare(&before, &after);
        assert_eq!((found.lost, found.gained), (vec!["a".to_owned()], vec!["b".to_owned()]));
        assert_eq!((found.passed_before, found.passed_after), (2, 2));
    }

    #[test]
    fn a_quiet_report_names_only_what_failed() {
        let before = suite(&[("old", Ended::Failed)], 9, End::Code(1));
        let after = suite(&[("old", Ended::Failed), ("new", Ended::Failed)], 9, End::Code(1));
        let found = compare(&before, &after);
        assert_eq!((found.passed_before, found.passed_after, found.lost), (8, 7, vec!["new".to_owned()]));
    }

    #[test]
    fn a_crash_is_a_loss() {
        let before = suite(&[], 9, End::Code(0));
        let mut after = suite(&[], 0, End::Signal(11));
        after.count = None;
        assert_eq!(compare(&before, &after).lost, ["the tests crash (signal 11)"]);
    }

    #[test]
    fn a_crash_that_a_shell_tells_of_is_a_loss_where_tests_failed_before() {
        let before = suite(&[], 9, End::Code(1));
        let mut after = suite(&[], 0, End::Code(139));
        after.count = None;
        assert_eq!(compare(&before, &after).lost, ["the tests crash (signal 11)"]);
        after.end = End::Code(1);
        assert_eq!(compare(&before, &after).lost, ["9 tests ran before, 0 after"]);
    }

    #[test]
    fn a_test_that_no_longer_runs_is_a_loss() {
        let before = suite(&[("a", Ended::Passed), ("b", Ended::Passed)], 2, End::Code(0));
        let after = suite(&[("a", Ended::Passed)], 1, End::Code(0));
        assert_eq!(compare(&before, &after).lost, ["b (did not run)"]);
    }
}
