//! The page of `cargo xtask stdlib`.

use std::fmt::Write;

use super::row::Row;

const HEADS: [&str; 9] = [
    "module",
    "found",
    "migrated",
    "refused by",
    "tests before",
    "after",
    "lost",
    "new leaks",
    "new warnings",
];

/// How many types of a source are migrated.
pub struct Share {
    pub source: String,
    pub found: usize,
    pub migrated: usize,
}

/// The whole page; `head` says what was measured.
pub fn page(head: &str, rows: &[Row], shares: &[Share]) -> String {
    let mut text = format!("{head}\n");
    for share in shares {
        let _ = writeln!(text, "* {}: {} of {} static types", share.source, share.migrated, share.found);
    }
    let _ =
        writeln!(text, "\n| {} |\n|---|---:|---:|---|{}", HEADS.join(" | "), "---:|".repeat(HEADS.len() - 4));
    for row in rows {
        let _ = writeln!(text, "| {} |", cells(row).join(" | "));
    }
    text.push_str("\n## Not as before\n\n");
    let unwell: Vec<&Row> = rows.iter().filter(|row| !row.is_well()).collect();
    if unwell.is_empty() {
        text.push_str("Nothing.\n");
    }
    for row in unwell {
        let _ = writeln!(text, "* {}", row.module);
        for line in troubles(row) {
            let _ = writeln!(text, "  * {}", line.replace('|', "\\|"));
        }
    }
    let unsteady = rows.iter().filter_map(|row| Some((row, row.tests.as_ref()?)));
    let unsteady = unsteady.flat_map(|(row, tests)| tests.unsteady.iter().map(move |test| (row, test)));
    for (number, (row, test)) in unsteady.enumerate() {
        if number == 0 {
            text.push_str("\n## Unsteady\n\nFailed after the migration in one run, and not in another.\n\n");
        }
        let _ = writeln!(text, "* {}: {test}", row.module);
    }
    text
}

fn cells(row: &Row) -> Vec<String> {
    let number = |number: Option<usize>| number.map_or("-".to_owned(), |number| number.to_string());
    let tests = row.tests.as_ref();
    let rules: Vec<String> = row.refused_by.iter().map(|(rule, count)| format!("{rule} x{count}")).collect();
    let was_built = tests.is_some();
    vec![
        row.module.clone(),
        row.found.to_string(),
        row.migrated.to_string(),
        rules.join(", "),
        number(tests.map(|tests| tests.before)),
        number(tests.map(|tests| tests.after)),
        number(tests.map(|tests| tests.lost.len())),
        number(row.leaks.as_ref().map(|(_, new)| new.len())),
        number(was_built.then_some(row.warnings.len())),
    ]
}

/// Everything that is worse, one line each.
pub fn troubles(row: &Row) -> Vec<String> {
    let lost = row.tests.iter().flat_map(|tests| &tests.lost).map(|test| format!("lost test: {test}"));
    let leaks = row.leaks.iter().flat_map(|(_, new)| new).map(|leak| format!("new leak: {leak}"));
    let warnings = row.warnings.iter().map(|warning| format!("new warning: {warning}"));
    lost.chain(leaks).chain(warnings).chain(row.trouble.iter().cloned()).collect()
}
