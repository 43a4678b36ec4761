//! Every case of `testdata`: its messages stand where its `// want` marks are, and its snapshot is as accepted.
//!
//! When output changes on purpose: `INSTA_UPDATE=always cargo test --test cases` rewrites the snapshots, and `git diff
//! snapshots` shows what moved (or `cargo insta review` asks for each). A new case is a C file in `testdata/cases/RULE/`;
//! the head of `xtask/src/cases.rs` says what it may hold. `tests/case_runs.rs` builds and runs them.

#[path = "../xtask/src/cases.rs"]
#[allow(dead_code, reason = "other parts are for other tests")]
mod cases;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use cases::Case;
use cases::judged::Judged;

fn all() -> Vec<Case> {
    cases::all(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap_or_else(|problem| panic!("{problem}"))
}

fn judged(case: &Case) -> Judged {
    Judged::new(case, &case.options(None))
}

#[test]
fn every_message_is_wanted_and_every_want_is_met() {
    let mut problems = Vec::new();
    for case in all() {
        problems
            .extend(judged(&case).problems(&case).into_iter().map(|one| format!("{}: {one}", case.title())));
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn every_snapshot_is_as_accepted() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let changed: Vec<String> = settings.bind(|| {
        let differs = |case: &Case| {
            let text = judged(case).text();
            let name = snapshot_name(case);
            catch_unwind(AssertUnwindSafe(|| insta::assert_snapshot!(name, text))).is_err()
        };
        all().iter().filter(|case| differs(case)).map(Case::title).collect()
    });
    assert!(changed.is_empty(), "these snapshots changed; see the head of this file: {changed:?}");
}

/// What guards say before the rule could: no source leads there.
const SAID_BEFORE: [&str; 1] = ["a field of the type is set inside a larger expression"];

#[test]
fn every_refusal_of_a_rule_is_said_by_a_case() {
    let cases: Vec<(Case, Judged)> = all().into_iter().map(|case| (case.clone(), judged(&case))).collect();
    let refusals = cases::refusals::written(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(refusals.len() > 50, "only {} refusals are found in the rules", refusals.len());
    let unsaid =
        refusals.iter().filter(|one| !one.is_said(&cases) && !SAID_BEFORE.contains(&one.message.as_str()));
    let unsaid: Vec<String> = unsaid.map(|one| format!("{}: {}", one.place, one.message)).collect();
    println!("{} refusals of the rules, each said by a case", refusals.len());
    assert!(unsaid.is_empty(), "no case shows these refusals:\n{}", unsaid.join("\n"));
}

#[test]
fn no_snapshot_is_left_behind() {
    let known: BTreeSet<String> = all().iter().map(|case| snapshot_name(case) + ".snap").collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let files = folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let stray: Vec<String> = files.filter(|name| name.ends_with(".snap") && !known.contains(name)).collect();
    assert!(stray.is_empty(), "no case has these snapshots: {stray:?}");
}

fn snapshot_name(case: &Case) -> String {
    case.title().replace('/', "__")
}
