//! CPython's own tests on a built tree: what passed, and what leaks. A run is kept, and not done again.
//!
//! Does not know which side it is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use migrate_types::verify::scratch::Key;
use migrate_types::verify::suite::{self, Suite};

use super::list::Module;
use super::tree::Tree;
use crate::corpus::outcome;
use crate::{cache, shell};

/// A test file that takes longer hangs.
const ONE: &str = "900";
/// All tests of a module, six times over.
const ALL: Duration = Duration::from_secs(2 * 3600);

/// A tree to run tests on, and a folder to keep their outcome in.
pub struct Bench<'a> {
    pub tree: &'a Tree,
    pub folder: PathBuf,
    /// Names what the tree was built of.
    pub key: String,
}

/// Tests of one module, before and after.
pub struct Compared {
    pub before: usize,
    pub after: usize,
    pub lost: Vec<String>,
    /// Lost in one run and not in the other.
    pub unsteady: Vec<String>,
}

impl Bench<'_> {
    /// Runs the tests of a module with `options` in a folder of their own; `{}` stands for that folder.
    fn run(&self, module: &Module, turn: u32, options: &[&str]) -> Result<PathBuf, String> {
        let mut asked = format!("{turn} {:?} {:?} {options:?}", module.tests, module.patterns);
        module.ignored.iter().for_each(|pattern| asked.push_str(&format!(" without {pattern}")));
        let folder =
            self.folder.join(format!("{}-{}", module.name, Key::default().with(&self.key).with(asked).hex()));
        if outcome::kept(&folder).is_none() {
            cache::make(&folder)?;
            let mut call = shell::call(self.tree.python(), &folder)
                .args(["-m", "test", "-j1", "--timeout", ONE])
                .args(options.iter().map(|option| option.replace("{}", &folder.display().to_string())));
            for pattern in &module.patterns {
                call = call.args(["-m", pattern]);
            }
            for pattern in &module.ignored {
                call = call.args(["-i", pattern]);
            }
            call.limit = ALL;
            call.hunt = true;
            outcome::keep(&folder, &shell::run(&call.args(&module.tests))?)?;
        }
        Ok(folder)
    }

    fn tests(&self, module: &Module, turn: u32) -> Result<Suite, String> {
        let report = format!("{{}}/{}", outcome::REPORT);
        outcome::kept(&self.run(module, turn, &["--junit-xml", &report])?)
            .ok_or_else(|| "the outcome was not kept".to_owned())
    }

    /// What the test runner says of leaks: `test_deque leaked references`. No report is asked for: what is gathered
    /// for it would look like a leak of every test. `None` when a test fails: the runner stops counting there.
    fn leaks(&self, module: &Module) -> Result<Option<BTreeSet<String>>, String> {
        let folder = self.run(module, 0, &["-R", "3:3"])?;
        let output = cache::read(&folder.join("output.txt"))?;
        Ok(leaks(&String::from_utf8_lossy(&output)))
    }
}

/// What passes before and after. What is lost is looked at again on both sides.
pub fn compare(before: &Bench, after: &Bench, module: &Module) -> Result<Compared, String> {
    let found = suite::compare(&before.tests(module, 0)?, &after.tests(module, 0)?);
    let (mut lost, mut unsteady) = (found.lost, Vec::new());
    if !lost.is_empty() {
        let again = suite::compare(&before.tests(module, 1)?, &after.tests(module, 1)?).lost;
        (lost, unsteady) = lost.into_iter().partition(|name| again.contains(name));
    }
    Ok(Compared { before: found.passed_before, after: found.passed_after, lost, unsteady })
}

/// How much leaks before, and what leaks after that did not; that a test fails is one of these. `None` when a test fails
/// before, too.
pub fn compare_leaks(
    before: &Bench,
    after: &Bench,
    module: &Module,
) -> Result<Option<(usize, Vec<String>)>, String> {
    let Some(old) = before.leaks(module)? else { return Ok(None) };
    let new = match after.leaks(module)? {
        Some(new) => new.difference(&old).cloned().collect(),
        None => vec!["not counted, as a test fails that did not".to_owned()],
    };
    Ok(Some((old.len(), new)))
}

/// `test_x leaked [1, 1, 1] references, sum=3`, without the numbers. `None` when a test failed for another reason.
fn leaks(output: &str) -> Option<BTreeSet<String>> {
    let leak = |line: &str| {
        let (test, rest) = line.split_once(" leaked [")?;
        let (_, what) = rest.split_once("] ")?;
        Some(format!("{test} leaked {}", what.split(',').next()?))
    };
    let found: BTreeSet<String> = output.lines().filter_map(leak).collect();
    let is_counted = |test: &str| found.iter().any(|leak| leak.starts_with(&format!("{test} ")));
    failed(output).all(is_counted).then_some(found)
}

/// The test files under `2 tests failed:`.
fn failed(output: &str) -> impl Iterator<Item = &str> {
    let lines = output.lines().skip_while(|line| {
        let head = line.strip_suffix(" failed:");
        !head.is_some_and(|head| head.ends_with(" test") || head.ends_with(" tests"))
    });
    lines.skip(1).take_while(|line| line.starts_with("    ")).flat_map(str::split_whitespace)
}

/// Imports a module in a new interpreter; what it says when it cannot.
pub fn unimportable(tree: &Tree, name: &str, folder: &Path) -> Result<Option<String>, String> {
    let line = format!("import {name}");
    let done = shell::run(&shell::call(tree.python(), folder).args(["-c", &line]))?;
    let said = || format!("{name}: {}: {}", done.end, done.last_lines(1));
    Ok((!done.ok()).then(said))
}

#[cfg(test)]
mod tests {
    use super::leaks;

    #[test]
    fn reads_what_leaks() {
        let output = "beginning 6 repetitions\ntest_x leaked [2, 2, 2] references, sum=6\ntest_x leaked [1, 1, 1] \
                      memory blocks, sum=3\n1 test OK";
        let found: Vec<String> = leaks(output).expect("counted").into_iter().collect();
        assert_eq!(found, ["test_x leaked memory blocks", "test_x leaked references"]);
    }

    #[test]
    fn a_test_that_fails_is_not_counted() {
        let summary = "\n\n2 tests failed:\n    test_x test_y\n\n1 test OK.\n";
        let both = "test_x leaked [2, 2, 2] references, sum=6\ntest_y leaked [1, 1, 1] references, sum=3";
        assert_eq!(leaks(&format!("{both}{summary}")).map(|found| found.len()), Some(2));
        let one = "test_x leaked [2, 2, 2] references, sum=6\ntest test_y failed -- Traceback";
        assert_eq!(leaks(&format!("{one}{summary}")), None);
    }
}
