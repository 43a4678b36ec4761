//! The shape of the sources, as `cargo xtask tidy` checks it.

#[path = "../xtask/src/cache.rs"]
#[allow(dead_code, reason = "the tests only look")]
mod cache;
#[path = "../xtask/src/cases.rs"]
#[allow(dead_code, reason = "other parts are for other tests")]
mod cases;
#[path = "../xtask/src/codegen.rs"]
mod codegen;
#[path = "../xtask/src/coverage.rs"]
#[allow(dead_code, reason = "the tests only look")]
mod coverage;
#[path = "../xtask/src/tidy.rs"]
mod tidy;

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_sources_are_in_shape() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(tidy::check(root), Vec::<String>::new());
}

#[test]
fn generated_files_are_not_stale() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(codegen::stale(root), Vec::<String>::new());
}

/// Every name in brackets of a message can be given to `explain`.
#[test]
fn whoever_speaks_is_explained() {
    let page = migrate_types::cli::rules_page(&|_| String::new());
    let mut speakers = BTreeSet::new();
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut speakers);
    assert!(speakers.contains("guard-route"), "the names are found at all: {speakers:?}");
    speakers.retain(|name| !page.contains(&format!("\n## {name}\n")));
    assert_eq!(speakers, BTreeSet::new());
}

/// The names under which the sources below a folder speak, where they are written as text.
fn below(folder: &Path, speakers: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(&path, speakers);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("\nmod tests {").next().unwrap_or_default();
            for call in [
                "refusal(\"",
                ".refuse(\"",
                "Severity::Note, \"",
                "Severity::Warning, \"",
                "Severity::Error, \"",
            ] {
                let after = code.split(call).skip(1);
                speakers.extend(after.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
            }
        }
    }
}

#[test]
fn every_id_has_a_rule_and_a_case_or_is_a_known_gap() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(coverage::stale(root), Vec::<String>::new());
}

/// Each promise has tests, and these exist.
#[test]
fn every_promise_names_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/promises.md")).unwrap();
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| P")).collect();
    let numbers: Vec<&str> = rows.iter().filter_map(|row| row.split('|').nth(1)).map(str::trim).collect();
    let wanted: Vec<String> = (1..=16).map(|number| format!("P{number}")).collect();
    assert_eq!(numbers, wanted);
    for row in rows {
        let tests: Vec<(&str, &str)> =
            row.split('`').skip(1).step_by(2).filter_map(|name| name.split_once(": ")).collect();
        assert!(!tests.is_empty(), "{row}");
        for (file, test) in tests {
            let text =
                std::fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(
                text.contains(&format!("#[test]\nfn {test}()"))
                    || text.contains(&format!("#[test]\n    fn {test}()")),
                "{file}: {test}"
            );
        }
    }
}
