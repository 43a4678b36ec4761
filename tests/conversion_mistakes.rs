//! The mistakes that people make when they convert a type by hand, planted in what the tool itself makes of a module: each
//! must be seen when the module is compared with what it was, and the output as it is must be in peace.
//!
//! Twelve kinds, numbered; one of them in two forms.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use migrate_types::options::Options;
use migrate_types::run::analyse;
use migrate_types::source::Sources;
use migrate_types::verify::planted::{self, Variant};
use migrate_types::verify::{self, pythons};

const KINDS: usize = 12;

/// What the tool makes of one file.
fn migrated(file: &Path) -> String {
    let sources = Sources::new([("shelf.c".to_owned(), std::fs::read(file).unwrap())]);
    let outcome = analyse(&sources, &Options::default());
    let source = sources.iter().next().unwrap();
    let edits = outcome.changes.iter().find_map(|change| change.files.get(&source.id));
    String::from_utf8(edits.expect("the module migrates").apply(&source.bytes)).unwrap()
}

/// `03` of `03_mutable`.
fn kind(mistake: &Variant) -> &str {
    mistake.name.split('_').next().unwrap_or_default()
}

#[test]
fn twelve_mistakes_in_generated_output_are_caught() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/verify/testdata");
    let after = migrated(&root.join("shelf/before.c"));
    let module = planted::in_output(&root, "shelf", &after).unwrap();
    let python = pythons::cpythons().last().expect("a CPython with headers");
    let cache: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verify");
    let options = verify::Options { call_functions: true, ..verify::Options::default() };
    let failures = |variant: &Variant| -> BTreeSet<String> {
        let report = module.judge(variant, python, &options, &cache);
        let report = report.unwrap_or_else(|error| panic!("{}: {error}", variant.name));
        report.failures().map(|failure| failure.check.clone()).collect()
    };
    let (mistakes, correct): (Vec<&Variant>, Vec<&Variant>) =
        module.variants.iter().partition(|variant| variant.is_mistake());
    assert_eq!(failures(correct[0]), BTreeSet::new(), "the output itself");
    let kinds: BTreeSet<&str> = mistakes.iter().map(|mistake| kind(mistake)).collect();
    let mut missed = BTreeSet::new();
    for mistake in mistakes {
        let found = failures(mistake);
        let caught = mistake.caught_by.iter().find(|check| found.contains(*check));
        println!("{}: {}", mistake.name, caught.map_or("not caught", String::as_str));
        if caught.is_none() {
            missed.insert(kind(mistake));
        }
    }
    println!(
        "caught: {} of {} kinds of mistakes, on {}",
        kinds.len() - missed.len(),
        kinds.len(),
        python.label()
    );
    assert_eq!(kinds.len(), KINDS);
    assert!(missed.is_empty(), "not caught: {missed:?}");
}
