//! For continuous integration: a test suite for each Python, a test case for each check.

use std::collections::BTreeMap;

use super::{plain, sides};
use crate::verify::Report;
use crate::verify::compare::{Class, Difference};
use crate::verify::project::{PythonVerdict, Verdict};

/// The whole verdict as JUnit's XML.
pub fn junit(verdict: &Verdict) -> String {
    let suites: String = verdict.pythons.iter().map(suite).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"migrate-types verify\">\n{suites}</testsuites>\n"
    )
}

fn suite(python: &PythonVerdict) -> String {
    let mut cases: Vec<Case> = python.modules.iter().flat_map(cases_of).collect();
    for (name, reason) in [("build", &python.broken), ("tests", &lost(python))] {
        cases.extend(reason.iter().map(|reason| Case::new("project", name, Some(reason.clone()))));
    }
    let failures = cases.iter().filter(|case| case.problem.is_some()).count();
    let skipped = python.skipped.as_ref().map(|reason| {
        format!(
            "    <testcase classname=\"project\" name=\"build\"><skipped message=\"{}\"/></testcase>\n",
            xml(reason)
        )
    });
    let count = cases.len() + usize::from(skipped.is_some());
    let body: String = skipped.into_iter().chain(cases.iter().map(Case::shown)).collect();
    let name = format!("Python {}", python.python);
    format!("  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failures}\">\n{body}  </testsuite>\n")
}

fn lost(python: &PythonVerdict) -> Option<String> {
    let tests = python.tests.as_ref()?;
    (!tests.lost.is_empty()).then(|| tests.lost.join("\n"))
}

/// One check, over all it looks at in a module.
struct Case {
    class: String,
    name: String,
    problem: Option<String>,
}

impl Case {
    fn new(class: &str, name: &str, problem: Option<String>) -> Case {
        Case { class: class.to_owned(), name: name.to_owned(), problem }
    }

    fn shown(&self) -> String {
        let head = format!("    <testcase classname=\"{}\" name=\"{}\"", xml(&self.class), xml(&self.name));
        match &self.problem {
            None => format!("{head}/>\n"),
            Some(problem) => {
                let first = problem.lines().next().unwrap_or_default();
                format!("{head}><failure message=\"{}\">{}</failure></testcase>\n", xml(first), xml(problem))
            }
        }
    }
}

/// A case for each check that shows a difference, and one for all the others.
fn cases_of(report: &Report) -> Vec<Case> {
    let mut checks: BTreeMap<&str, Vec<&Difference>> = BTreeMap::new();
    for difference in &report.differences {
        checks.entry(&difference.check).or_default().push(difference);
    }
    let case = |(check, found): (&str, Vec<&Difference>)| {
        let failures: Vec<String> = found
            .iter()
            .filter(|difference| difference.class == Class::Failure)
            .map(|difference| format!("{}: {}", plain(&difference.subject), sides(difference)))
            .collect();
        Case::new(&report.module, check, (!failures.is_empty()).then(|| failures.join("\n")))
    };
    let all = Case::new(&report.module, &format!("{} values", report.compared), None);
    std::iter::once(all).chain(checks.into_iter().map(case)).collect()
}

fn xml(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(plain).collect();
    lines.join("\n").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
