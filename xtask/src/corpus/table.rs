//! Rows in words: a table for a terminal, a page to be committed.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::row::Row;

const HEADS: [&str; 9] =
    ["package", "found", "migrated", "refused", "tests", "lost", "warnings", "imports", "verify"];

/// The cells of a row, as [`HEADS`] names them.
fn cells(row: &Row) -> Vec<String> {
    let found = match row.found == row.listed {
        true => row.found.to_string(),
        false => format!("{} of {}", row.found, row.listed),
    };
    let trouble = &row.trouble;
    let tests = row.tests.as_ref().map(|tests| format!("{} -> {}", tests.before, tests.after));
    let built = row.unmeasured.is_none() && trouble.build.is_empty();
    let or_dash = |text: String| if built { text } else { "-".to_owned() };
    vec![
        row.package.clone(),
        found,
        row.migrated.to_string(),
        row.refused.to_string(),
        or_dash(tests.unwrap_or_default()),
        or_dash(trouble.tests.len().to_string()),
        or_dash(trouble.warnings.len().to_string()),
        or_dash(format!("{}/{}", row.modules - trouble.imports.len().min(row.modules), row.modules)),
        or_dash(match row.compared {
            0 => "-".to_owned(),
            _ => trouble.verify.len().to_string(),
        }),
    ]
}

fn totals(rows: &[Row]) -> Vec<String> {
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let tests = |of: fn(&super::row::Tests) -> usize| -> usize {
        rows.iter().filter_map(|row| row.tests.as_ref()).map(of).sum()
    };
    let modules = sum(|row| row.modules);
    vec![
        format!("{} packages", rows.len()),
        format!("{} of {}", sum(|row| row.found), sum(|row| row.listed)),
        format!("{} ({} %)", sum(|row| row.migrated), percent(rows)),
        sum(|row| row.refused).to_string(),
        format!("{} -> {}", tests(|tests| tests.before), tests(|tests| tests.after)),
        sum(|row| row.trouble.tests.len()).to_string(),
        sum(|row| row.trouble.warnings.len()).to_string(),
        format!("{}/{modules}", modules - sum(|row| row.trouble.imports.len())),
        sum(|row| row.trouble.verify.len()).to_string(),
    ]
}

/// Of the types that people count.
fn percent(rows: &[Row]) -> usize {
    let listed = rows.iter().map(|row| row.listed).sum::<usize>().max(1);
    100 * rows.iter().map(|row| row.migrated).sum::<usize>() / listed
}

/// For a terminal, with what is wrong and what is refused below the table.
pub fn terminal(rows: &[Row]) -> String {
    let mut lines = vec![HEADS.map(str::to_owned).to_vec()];
    lines.extend(rows.iter().map(cells));
    lines.push(totals(rows));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEADS.len()).map(width).collect();
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        let padded = line.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
            0 => format!("{cell:width$}"),
            _ => format!("{cell:>width$}"),
        });
        let seconds = number.checked_sub(1).and_then(|number| rows.get(number)).map(|row| row.seconds);
        let seconds = seconds.map(|seconds| format!("{seconds:>5} s")).unwrap_or_default();
        let _ = writeln!(text, "{}{seconds}", padded.collect::<Vec<_>>().join("  "));
    }
    for row in rows {
        text.push_str(&remarks(row, usize::MAX));
    }
    text
}

/// What is wrong, and what is refused by which rule.
fn remarks(row: &Row, longest: usize) -> String {
    let mut text = String::new();
    let mut line = |kind: &str, what: &str| {
        let _ = writeln!(text, "  {kind}: {what}");
    };
    if let Some(problem) = &row.unmeasured {
        line("not measured", problem);
    }
    for (kind, list) in row.trouble.kinds() {
        list.iter().take(longest).for_each(|what| line(kind, what));
    }
    if let Some(tests) = &row.tests {
        tests.unsteady.iter().take(longest).for_each(|what| line("unsteady test", what));
    }
    for (rule, count) in &row.refused_by {
        line("refused", &format!("{rule} x{count}"));
    }
    if text.is_empty() { text } else { format!("\n{}\n{text}", row.package) }
}

/// A page with what does not change from one run to the next when nothing changed. `head` says what was measured.
pub fn page(head: &str, rows: &[Row]) -> String {
    let mut text = format!("{head}\n");
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    text.push_str(&line(&HEADS.map(str::to_owned)));
    text.push_str(&format!("|---|{}\n", "---:|".repeat(HEADS.len() - 1)));
    rows.iter().for_each(|row| text.push_str(&line(&cells(row))));
    text.push_str(&line(&totals(rows)));
    text.push_str("\n## Refused\n\nHow many types each rule refuses; a module that is refused as a whole counts once.\n\n");
    for (rule, packages) in refusals(rows) {
        let _ = writeln!(text, "* {rule}: {}", packages.join(", "));
    }
    text.push_str("\n## Not as before\n\n");
    let mut is_well = true;
    for row in rows.iter().filter(|row| !row.is_well()) {
        is_well = false;
        let _ = writeln!(text, "* {}", row.package);
        if let Some(problem) = &row.unmeasured {
            let _ = writeln!(text, "  * not measured: {}", one_line(problem));
        }
        for (kind, list) in row.trouble.kinds() {
            list.iter().take(5).for_each(|what| _ = writeln!(text, "  * {kind}: {}", one_line(what)));
            if list.len() > 5 {
                let _ = writeln!(text, "  * {kind}: and {} more", list.len() - 5);
            }
        }
    }
    if is_well {
        text.push_str("Nothing.\n");
    }
    text
}

fn one_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().replace('|', "\\|");
    line.chars().take(200).collect()
}

/// By rule, the packages with their counts.
fn refusals(rows: &[Row]) -> BTreeMap<String, Vec<String>> {
    let mut by_rule: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        for (rule, count) in &row.refused_by {
            let name = row.package.split(' ').next().unwrap_or_default();
            by_rule.entry(rule.clone()).or_default().push(format!("{name} {count}"));
        }
    }
    by_rule
}
