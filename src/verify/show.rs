//! A verdict in words: for a terminal, for a pull request, for programs.
//!
//! Returns text; does not print and does not write files.

mod json;
mod junit;
mod markdown;
mod terminal;

use std::collections::BTreeMap;

pub use json::json;
pub use junit::junit;
pub use markdown::markdown;
pub use terminal::terminal;

use super::compare::{Class, Difference};
use super::project::{PythonVerdict, Verdict};

/// One failing check, on all the Pythons it fails on alike.
struct Finding<'a> {
    module: &'a str,
    difference: &'a Difference,
    pythons: Vec<&'a str>,
}

/// The differences of a kind, those that several Pythons show in the same way put together.
fn findings(verdict: &Verdict, wanted: impl Fn(&Class) -> bool) -> Vec<Finding<'_>> {
    let mut found: BTreeMap<(&str, &str, &str, String), Finding> = BTreeMap::new();
    for python in &verdict.pythons {
        for report in &python.modules {
            for difference in report.differences.iter().filter(|difference| wanted(&difference.class)) {
                let key = (&*report.module, &*difference.check, &*difference.subject, sides(difference));
                let new = || Finding { module: &report.module, difference, pythons: Vec::new() };
                found.entry(key).or_insert_with(new).pythons.push(&python.python);
            }
        }
    }
    found.into_values().collect()
}

/// `before -> after`
fn sides(difference: &Difference) -> String {
    let side = |value: &Option<String>| value.as_deref().map_or("(nothing)".to_owned(), plain);
    format!("{} -> {}", side(&difference.before), side(&difference.after))
}

/// Values of a module under test may hold anything: control characters reach no terminal.
fn plain(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

/// `12 unavoidable, 3 announced (D-GC, D-MUTABLE), 1 improvement`
fn counts(python: &PythonVerdict) -> String {
    let mut drifts: Vec<&str> = Vec::new();
    for difference in python.modules.iter().flat_map(|report| &report.differences) {
        if let Class::Announced(drift) = &difference.class
            && !drifts.contains(&drift.as_str())
        {
            drifts.push(drift);
        }
    }
    let announced = python.count(|class| matches!(class, Class::Announced(_)));
    let mut parts = vec![
        format!("{} values", python.modules.iter().map(|report| report.compared).sum::<usize>()),
        format!("{} unavoidable", python.count(|class| matches!(class, Class::Unavoidable(_)))),
    ];
    if announced > 0 {
        parts.push(format!("{announced} announced ({})", drifts.join(", ")));
    }
    match python.count(|class| *class == Class::Improvement) {
        0 => {}
        1 => parts.push("1 improvement".to_owned()),
        count => parts.push(format!("{count} improvements")),
    }
    parts.join(", ")
}

/// `ok`, `FAILED` or `skipped`.
fn word(python: &PythonVerdict) -> &'static str {
    match () {
        () if python.failed() => "FAILED",
        () if python.skipped.is_some() => "skipped",
        () => "ok",
    }
}

/// Types that could be compared only without an instance, with the Pythons' answers put together.
fn without_instance(verdict: &Verdict) -> Vec<String> {
    let reports = verdict.pythons.iter().flat_map(|python| &python.modules);
    let mut names: Vec<String> = reports
        .flat_map(|report| report.without_instance.iter().map(|ty| format!("{}: {ty}", report.module)))
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Report;
    use crate::verify::suite::Comparison;

    fn verdict() -> Verdict {
        let difference = |class, check: &str, after: &str| Difference {
            class,
            check: check.to_owned(),
            subject: "Box".to_owned(),
            before: Some("ok".to_owned()),
            after: Some(after.to_owned()),
        };
        let report = Report {
            module: "kit".to_owned(),
            python: "3.13.0".to_owned(),
            differences: vec![
                difference(Class::Failure, "life.references", "problem: a | b <c>\u{1b}[31m"),
                difference(Class::Announced("D-GC".to_owned()), "flag.HAVE_GC", "True"),
                difference(Class::Improvement, "life.cycle", "ok"),
            ],
            compared: 100,
            types: vec!["Box".to_owned()],
            without_instance: vec!["Lid".to_owned()],
            unstable: Vec::new(),
            unknown_drifts: Vec::new(),
            said: String::new(),
        };
        let good = Report { differences: Vec::new(), ..report.clone() };
        let tests = Comparison {
            passed_before: 9,
            passed_after: 8,
            lost: vec!["t::x".to_owned()],
            gained: Vec::new(),
        };
        let python = |label: &str, report| PythonVerdict {
            python: label.to_owned(),
            modules: vec![report],
            speeds: vec![(
                "kit".to_owned(),
                crate::verify::Speed {
                    subject: "Box".to_owned(),
                    what: "create".to_owned(),
                    before: 100.0,
                    after: 125.0,
                },
            )],
            ..PythonVerdict::default()
        };
        Verdict {
            pythons: vec![
                python("3.12.1", good),
                PythonVerdict { tests: Some(tests), ..python("3.13.0", report) },
                PythonVerdict {
                    python: "3.9.18".into(),
                    skipped: Some("no".into()),
                    ..PythonVerdict::default()
                },
            ],
            types: vec!["kit.Box".to_owned()],
            blame: None,
        }
    }

    #[test]
    fn every_form_names_what_failed_and_nothing_raw_gets_through() {
        let verdict = verdict();
        for text in [terminal(&verdict), markdown(&verdict), json(&verdict), junit(&verdict)] {
            assert!(text.contains("life.references"), "{text}");
            assert!(text.contains("t::x"), "{text}");
            assert!(!text.contains('\u{1b}'), "{text}");
        }
        assert!(terminal(&verdict).contains("100 values, 0 unavoidable, 1 announced (D-GC), 1 improvement"));
        assert!(terminal(&verdict).contains("kit: create of Box: 100 -> 125 ns (+25 %); an instance"));
        assert!(markdown(&verdict).contains("| kit | create | Box | 100 | 125 | +25 % |"));
        assert!(markdown(&verdict).contains("a \\| b"));
        assert!(junit(&verdict).contains("a | b &lt;c&gt;"));
        let parsed: serde_json::Value = serde_json::from_str(&json(&verdict)).unwrap();
        assert_eq!(parsed["passed"], false);
        assert_eq!(parsed["pythons"][1]["modules"][0]["differences"][0]["class"], "failure");
    }
}
