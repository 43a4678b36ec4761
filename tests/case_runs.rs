//! Every case of `testdata`, built and run before and after on every CPython that is found.
//!
//! `CASE=field_new cargo test --test case_runs` runs only those whose title holds the word. What was built and seen
//! before is kept with the rest of the build folder, by its content. With `CASE_PYTHONS=some`, as `cargo xtask ci` sets it to
//! stay short, each case runs on its oldest and its newest CPython and on one between; `cargo xtask coverage` runs all.

#[path = "../xtask/src/cases.rs"]
#[allow(dead_code, reason = "other parts are for other tests")]
mod cases;

use std::path::Path;
use std::time::Instant;

#[test]
fn every_migrated_case_is_after_as_it_was_before() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = cases::all(root).unwrap_or_else(|problem| panic!("{problem}"));
    if let Ok(wanted) = std::env::var("CASE") {
        all.retain(|case| case.title().contains(&wanted));
    }
    let is_spread = std::env::var("CASE_PYTHONS").is_ok_and(|which| which == "some");
    let runs = cases::runs::of(&all);
    let runs = if is_spread { cases::runs::spread(runs) } else { runs };
    assert!(!runs.is_empty(), "there is nothing to run");
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verify");
    let start = Instant::now();
    let ended = cases::runs::side_by_side(&runs, |run| run.end(&cache));
    println!("{} runs of {} cases in {} s", runs.len(), all.len(), start.elapsed().as_secs());
    let known = cases::known_to_go_wrong(root);
    let failed = runs.iter().zip(&ended).filter(|(_, ended)| !ended.problems.is_empty());
    let (expected, news): (Vec<_>, Vec<_>) = failed.partition(|(run, _)| known.contains(&run.case.title()));
    // What goes wrong on one CPython only may not have been run.
    let mended: Vec<String> = all
        .iter()
        .map(cases::Case::title)
        .filter(|_| !is_spread)
        .filter(|title| known.contains(title) && expected.iter().all(|(run, _)| run.case.title() != *title))
        .collect();
    let news: Vec<String> = news
        .iter()
        .map(|(run, ended)| format!("{}:\n  {}", run.label(), ended.problems.join("\n  ")))
        .collect();
    assert!(news.is_empty(), "\n{}", news.join("\n"));
    assert!(mended.is_empty(), "these go well now: take them out of testdata/cases/known.txt: {mended:?}");
}
