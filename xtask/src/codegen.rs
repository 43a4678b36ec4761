//! Files that are made from the sources and kept in the repository; a stale one fails the tests.

use std::fs;
use std::path::Path;

/// Every generated file, with what it must hold.
fn files() -> Vec<(&'static str, String)> {
    vec![("RULES.md", migrate_types::cli::rules_page())]
}

/// Which files are not what they must be.
pub fn stale(root: &Path) -> Vec<String> {
    let is_stale =
        |(name, text): &(&str, String)| fs::read_to_string(root.join(name)).ok().as_ref() != Some(text);
    let stale = files().into_iter().filter(is_stale);
    stale.map(|(name, _)| format!("{name}: is stale; run `cargo xtask codegen`")).collect()
}

/// Writes them all.
#[allow(dead_code, reason = "the tests only look")]
pub fn write(root: &Path) -> Result<(), String> {
    files().iter().try_for_each(|(name, text)| {
        fs::write(root.join(name), text).map_err(|error| format!("cannot write {name}: {error}"))
    })
}
