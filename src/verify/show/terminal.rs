//! For a person at a terminal: a line for each Python, then what failed.

use super::{Finding, counts, findings, plain, sides, without_instance, word};
use crate::verify::compare::Class;
use crate::verify::project::{PythonVerdict, Verdict};

/// Failures beyond this are counted, not shown.
const SHOWN: usize = 30;

/// The whole verdict, ending with a line that says how it went.
pub fn terminal(verdict: &Verdict) -> String {
    let mut lines = Vec::new();
    for python in &verdict.pythons {
        let counts = if python.modules.is_empty() { String::new() } else { counts(python) };
        lines.push(format!("{:10} {:8} {counts}", python.python, word(python)).trim_end().to_owned());
        lines.extend(python.skipped.iter().map(|reason| format!("           {}", indented(reason))));
        lines.extend(python.broken.iter().map(|reason| format!("           {}", indented(reason))));
        lines.extend(python.limit.map(|limit| format!("           {limit}")));
        if let Some(tests) = &python.tests {
            lines.push(format!(
                "           tests: {} passed before, {} after",
                tests.passed_before, tests.passed_after
            ));
            lines.extend(tests.lost.iter().map(|name| format!("           lost: {}", plain(name))));
        }
    }
    lines.extend(failures(verdict));
    lines.extend(verdict.pythons.iter().flat_map(speed));
    let unseen = without_instance(verdict);
    if !unseen.is_empty() {
        lines.push(format!("no instance could be made of: {} (an exercise can say how)", unseen.join(", ")));
    }
    if let Some(blame) = &verdict.blame {
        let files: Vec<String> = blame.files.iter().map(|file| file.path.display().to_string()).collect();
        let sure = if blame.incomplete { "at most " } else { "" };
        lines.push(format!("to blame: {sure}{} (in {})", blame.types.join(", "), files.join(", ")));
    }
    lines.push(if verdict.passed() { "verified".to_owned() } else { "not verified".to_owned() });
    lines.join("\n") + "\n"
}

/// What is slower, with what would help.
fn speed(python: &PythonVerdict) -> Vec<String> {
    if python.speeds.is_empty() {
        return Vec::new();
    }
    let slower: Vec<_> = python.speeds.iter().filter(|(_, speed)| speed.is_slower()).collect();
    let mut lines = vec![format!(
        "speed on {}: {} calls timed, {} slower by more than 10 %",
        python.python,
        python.speeds.len(),
        slower.len()
    )];
    lines.extend(slower.into_iter().map(|(module, speed)| {
        format!(
            "    {module}: {} of {}: {:.0} -> {:.0} ns ({}); {}",
            plain(&speed.what),
            plain(&speed.subject),
            speed.before,
            speed.after,
            speed.change(),
            speed.advice()
        )
    }));
    lines
}

fn failures(verdict: &Verdict) -> Vec<String> {
    let found = findings(verdict, |class| *class == Class::Failure);
    let mut lines: Vec<String> = found.iter().take(SHOWN).map(|finding| line(finding, verdict)).collect();
    if found.len() > SHOWN {
        lines.push(format!("... and {} more failures", found.len() - SHOWN));
    }
    lines
}

fn line(finding: &Finding, verdict: &Verdict) -> String {
    let everywhere = finding.pythons.len() == verdict.pythons.len() && verdict.pythons.len() > 1;
    let pythons = if everywhere { "all".to_owned() } else { finding.pythons.join(", ") };
    let Finding { module, difference, .. } = finding;
    format!(
        "{module}: {} {}: {} [{pythons}]",
        difference.check,
        plain(&difference.subject),
        sides(difference)
    )
}

fn indented(text: &str) -> String {
    text.lines().map(plain).collect::<Vec<_>>().join("\n           ")
}
