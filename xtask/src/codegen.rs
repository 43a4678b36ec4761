//! Files that are made from the sources and kept in the repository; a stale one fails the tests.

use std::fs;
use std::path::Path;

use migrate_types::capi::version::{Target, Version};
use migrate_types::options::Options;
use migrate_types::render::diff::{self, For};
use migrate_types::run;
use migrate_types::source::Sources;

use crate::coverage;

/// The module whose rewrite README.md shows.
const EXAMPLE: &str = "testdata/example/tally.c";

/// Between these lines of README.md stands what the tool makes of it.
const MARKS: (&str, &str) = ("<!-- written by `cargo xtask codegen` -->\n", "<!-- end -->\n");

/// Every generated file, with what it must hold.
fn files(root: &Path) -> Result<Vec<(&'static str, String)>, String> {
    let (page, gaps) = coverage::files(root)?;
    Ok(vec![("RULES.md", page), (coverage::GAPS, gaps), ("README.md", readme(root))])
}

/// Which files are not what they must be.
pub fn stale(root: &Path) -> Vec<String> {
    let is_stale =
        |(name, text): &(&str, String)| fs::read_to_string(root.join(name)).ok().as_ref() != Some(text);
    match files(root) {
        Ok(files) => {
            let stale = files.into_iter().filter(is_stale);
            stale.map(|(name, _)| format!("{name}: is stale; run `cargo xtask codegen`")).collect()
        }
        Err(problem) => vec![problem],
    }
}

/// Writes them all.
#[allow(dead_code, reason = "the tests only look")]
pub fn write(root: &Path) -> Result<(), String> {
    files(root)?.iter().try_for_each(|(name, text)| {
        fs::write(root.join(name), text).map_err(|error| format!("cannot write {name}: {error}"))
    })
}

/// README.md with the example's rewrite as it is today. Without the marks it is nothing, which is stale.
fn readme(root: &Path) -> String {
    let text = fs::read_to_string(root.join("README.md")).unwrap_or_default();
    let parts = text.split_once(MARKS.0).and_then(|(head, rest)| Some((head, rest.split_once(MARKS.1)?.1)));
    let Some((head, tail)) = parts else { return String::new() };
    format!("{head}{}```diff\n{}```\n{}{tail}", MARKS.0, example(root), MARKS.1)
}

/// The example's rewrite as a patch.
fn example(root: &Path) -> String {
    let bytes = fs::read(root.join(EXAMPLE)).unwrap_or_default();
    let sources = Sources::new([(EXAMPLE.to_owned(), bytes)]);
    let options = Options { target: Target::full(Version::of(11)), ..Options::default() };
    let outcome = run::analyse(&sources, &options);
    let mut patch = Vec::new();
    // Writing to memory does not fail.
    let _ = diff::write(&sources, &outcome.changes, For::Programs, &mut patch);
    String::from_utf8_lossy(&patch).into_owned()
}
