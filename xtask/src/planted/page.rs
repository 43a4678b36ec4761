//! The two numbers, in words and as the page that is committed.
//!
//! Does not measure anything.

use migrate_types::verify::pythons::Python;

use super::Line;
use crate::date;

/// A line for each number.
pub fn summary(lines: &[Line], pythons: &[Python]) -> String {
    let mistakes: Vec<&Line> = lines.iter().filter(|line| line.variant.is_mistake()).collect();
    let caught = mistakes.iter().filter(|line| line.is_caught()).count();
    let mut text = format!(
        "planted mistakes caught by a check that was named for them: {caught} of {}\n",
        mistakes.len()
    );
    for python in pythons {
        let (label, row) = (python.label(), Row::of(lines, python));
        text.push_str(&format!(
            "  {label:9} mistakes {:2} of {:2}, correct migrations without a failure {:2} of {:2}\n",
            row.caught, row.mistakes, row.in_peace, row.correct
        ));
    }
    text
}

/// The numbers of one Python.
struct Row {
    mistakes: usize,
    caught: usize,
    correct: usize,
    in_peace: usize,
}

impl Row {
    fn of(lines: &[Line], python: &Python) -> Row {
        let label = python.label();
        let mut row = Row { mistakes: 0, caught: 0, correct: 0, in_peace: 0 };
        for line in lines {
            let Some(finding) = line.results.get(&label) else { continue };
            if line.variant.is_mistake() {
                row.mistakes += 1;
                row.caught += usize::from(!line.caught(&label).is_empty());
            } else {
                row.correct += 1;
                row.in_peace += usize::from(finding.checks.is_empty() && finding.trouble.is_none());
            }
        }
        row
    }
}

pub fn page(lines: &[Line], pythons: &[Python]) -> String {
    let mistakes: Vec<&Line> = lines.iter().filter(|line| line.variant.is_mistake()).collect();
    let correct: Vec<&Line> = lines.iter().filter(|line| !line.variant.is_mistake()).collect();
    let caught = mistakes.iter().filter(|line| line.is_caught()).count();
    let modules: std::collections::BTreeSet<&str> = lines.iter().map(|line| line.module.as_str()).collect();
    let mut text = format!(
        "# What `migrate-types verify` finds\n\nWritten by `cargo xtask planted` on {}. The modules are in \
         src/verify/testdata: {} modules, each migrated by hand,\nwith {} mistakes planted one at a time and {} ways to \
         do it that are correct.\n\n* Mistakes caught, each by a check named for it beforehand: **{caught} of {}**.\n",
        date::today(),
        modules.len(),
        mistakes.len(),
        correct.len(),
        mistakes.len(),
    );
    let peace: Vec<String> = pythons
        .iter()
        .map(|python| {
            let row = Row::of(lines, python);
            format!("{} of {} on {}", row.in_peace, row.correct, python.label())
        })
        .collect();
    text.push_str(&format!("* Correct migrations without a failure: **{}**.\n", peace.join(", ")));
    text.push_str("\n| Python | mistakes caught | correct, no failure |\n|---|---|---|\n");
    for python in pythons {
        let row = Row::of(lines, python);
        text.push_str(&format!(
            "| {} | {} of {} | {} of {} |\n",
            python.label(),
            row.caught,
            row.mistakes,
            row.in_peace,
            row.correct
        ));
    }
    text.push_str("\n## Mistakes\n\nA version that is not listed did not show it.\n\n| module | mistake | caught by | on |\n|---|---|---|---|\n");
    for line in &mistakes {
        text.push_str(&mistake(line, pythons));
    }
    text.push_str("\n## Correct\n\n| module | what it is | since |\n|---|---|---|\n");
    for line in &correct {
        text.push_str(&format!(
            "| {} | {} | 3.{} |\n",
            line.module,
            cell(&line.variant.why),
            line.variant.since
        ));
    }
    text
}

fn mistake(line: &Line, pythons: &[Python]) -> String {
    let mut checks: Vec<&str> = Vec::new();
    let mut on = Vec::new();
    for python in pythons {
        let caught = line.caught(&python.label());
        if !caught.is_empty() {
            on.push(python.label());
        }
        checks.extend(caught);
    }
    checks.sort_unstable();
    checks.dedup();
    let checks = if checks.is_empty() { "nothing".to_owned() } else { checks.join(", ") };
    format!("| {} | {} | {checks} | {} |\n", line.module, cell(&line.variant.why), on.join(", "))
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
