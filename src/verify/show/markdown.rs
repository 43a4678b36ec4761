//! For a pull request: a table of Pythons, a table of what failed, and the drifts.

use super::{Finding, counts, findings, plain, sides, without_instance, word};
use crate::verify::compare::Class;
use crate::verify::project::{PythonVerdict, Verdict};

/// The whole verdict.
pub fn markdown(verdict: &Verdict) -> String {
    let heading = if verdict.passed() {
        "Verified: Python sees no change that was not announced"
    } else {
        "Not verified"
    };
    let mut text = format!(
        "### {heading}\n\n| Python | result | compared | tests before | after |\n|---|---|---|---|---|\n"
    );
    for python in &verdict.pythons {
        text.push_str(&row(python));
    }
    table(&mut text, "What fails", &findings(verdict, |class| *class == Class::Failure));
    lost_tests(&mut text, verdict);
    table(&mut text, "Announced", &findings(verdict, |class| matches!(class, Class::Announced(_))));
    table(&mut text, "Improved", &findings(verdict, |class| *class == Class::Improvement));
    slower(&mut text, verdict);
    for (python, limit) in verdict.pythons.iter().filter_map(|python| Some((&python.python, python.limit?))) {
        text.push_str(&format!("\nOn {python}, {limit}.\n"));
    }
    let unseen = without_instance(verdict);
    if !unseen.is_empty() {
        text.push_str(&format!("\nCompared without an instance: {}\n", cell(&unseen.join(", "))));
    }
    if let Some(blame) = &verdict.blame {
        text.push_str(&format!("\nTo blame: {}\n", cell(&blame.types.join(", "))));
    }
    text
}

fn row(python: &PythonVerdict) -> String {
    let reason = python.broken.as_ref().or(python.skipped.as_ref());
    let seen =
        reason.map_or_else(|| counts(python), |reason| reason.lines().next().unwrap_or_default().to_owned());
    let tests = python.tests.as_ref();
    let number = |count: Option<usize>| count.map_or("-".to_owned(), |count| count.to_string());
    let (before, after) = (tests.map(|tests| tests.passed_before), tests.map(|tests| tests.passed_after));
    format!(
        "| {} | {} | {} | {} | {} |\n",
        python.python,
        word(python),
        cell(&seen),
        number(before),
        number(after)
    )
}

fn table(text: &mut String, title: &str, found: &[Finding]) {
    if found.is_empty() {
        return;
    }
    text.push_str(&format!(
        "\n{title}:\n\n| module | check | of | before -> after | Pythons |\n|---|---|---|---|---|\n"
    ));
    for finding in found {
        let drift = match &finding.difference.class {
            Class::Announced(drift) => format!("{drift}: "),
            _ => String::new(),
        };
        let Finding { module, difference, pythons } = finding;
        text.push_str(&format!(
            "| {} | {drift}{} | {} | {} | {} |\n",
            cell(module),
            difference.check,
            cell(&difference.subject),
            cell(&sides(difference)),
            pythons.join(", ")
        ));
    }
}

fn slower(text: &mut String, verdict: &Verdict) {
    for python in verdict.pythons.iter().filter(|python| !python.speeds.is_empty()) {
        let slower = python.speeds.iter().filter(|(_, speed)| speed.is_slower());
        let rows: String = slower
            .map(|(module, speed)| {
                let (what, of) = (cell(&speed.what), cell(&speed.subject));
                let module = cell(module);
                format!(
                    "| {module} | {what} | {of} | {:.0} | {:.0} | {} |\n",
                    speed.before,
                    speed.after,
                    speed.change()
                )
            })
            .collect();
        text.push_str(&format!("\nSpeed on {}: {} calls timed", python.python, python.speeds.len()));
        match rows.is_empty() {
            true => text.push_str(", none slower by more than 10 %\n"),
            false => text.push_str(&format!(
                ", slower by more than 10 %:\n\n| module | what | of | ns before | after | change |\n|---|---|---|---|---|---|\n{rows}"
            )),
        }
    }
}

fn lost_tests(text: &mut String, verdict: &Verdict) {
    for python in &verdict.pythons {
        for name in python.tests.iter().flat_map(|tests| &tests.lost) {
            text.push_str(&format!("\nLost on {}: {}\n", python.python, cell(name)));
        }
    }
}

/// Text that stays in its cell and is no markup.
fn cell(text: &str) -> String {
    plain(text).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('`', "\\`")
}
