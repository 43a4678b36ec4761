//! Which rule and which case stand for each id of the semantics, and on which CPythons the case was run.
//!
//! `ids.txt` lists the ids, `gaps.txt` those that have no rule or no case yet. Any other id without one fails. `cargo xtask
//! codegen` takes out what is no gap any more, and nothing puts a line in: the list only gets shorter.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use migrate_types::rules;

use crate::cases::judged::Judged;
use crate::cases::{self, Case, runs};

const IDS: &str = include_str!("../ids.txt");
/// The known gaps.
pub const GAPS: &str = "xtask/gaps.txt";

/// What is known of one id.
struct Row<'a> {
    id: &'a str,
    about: &'a str,
    rules: BTreeSet<&'a str>,
    cases: Vec<&'a Case>,
}

/// The lines of a list: a word, and the rest.
fn entries(list: &str) -> impl Iterator<Item = (&str, &str)> {
    list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '))
}

fn rows<'a>(cases: &'a [(Case, Judged)]) -> Vec<Row<'a>> {
    let row = |(id, about): (&'static str, &'static str)| {
        let mut named: BTreeSet<&str> =
            rules::ALL.iter().filter(|rule| rule.ids.contains(&id)).map(|rule| rule.name).collect();
        let shows: Vec<&(Case, Judged)> =
            cases.iter().filter(|(case, _)| case.head.shown().any(|one| one == id)).collect();
        // What is said under the id is said by a rule, or by the planner under a rule's name.
        let said = shows.iter().flat_map(|(_, judged)| &judged.outcome.diagnostics);
        named.extend(said.filter(|said| said.id == id).map(|said| said.rule));
        Row { id, about, rules: named, cases: shows.into_iter().map(|(case, _)| case).collect() }
    };
    entries(IDS).map(row).collect()
}

impl Row<'_> {
    fn missing(&self) -> Option<&'static str> {
        match (self.rules.is_empty(), self.cases.is_empty()) {
            (false, false) => None,
            (true, false) => Some("no rule"),
            (false, true) => Some("no case"),
            (true, true) => Some("no rule and no case"),
        }
    }
}

fn gaps(root: &Path) -> String {
    std::fs::read_to_string(root.join(GAPS)).unwrap_or_default()
}

/// The known gaps without those that are closed, and with what is missing of the others today.
fn pruned(gaps: &str, rows: &[Row<'_>]) -> String {
    let line = |line: &str| {
        if line.starts_with('#') {
            return Some(format!("{line}\n"));
        }
        let (id, _) = line.split_once(' ')?;
        let missing = rows.iter().find(|row| row.id == id)?.missing()?;
        Some(format!("{id} {missing}\n"))
    };
    gaps.lines().filter_map(line).collect()
}

/// Ids without a rule or a case that are no known gaps, and ids that nobody knows.
fn problems(rows: &[Row<'_>], gaps: &str, cases: &[(Case, Judged)]) -> Vec<String> {
    let gaps: BTreeMap<&str, &str> = entries(gaps).collect();
    let new = rows.iter().filter(|row| !gaps.contains_key(row.id));
    let mut problems: Vec<String> =
        new.filter_map(|row| Some(format!("{} has {}", row.id, row.missing()?))).collect();
    let is_known = |id: &str| rows.iter().any(|row| row.id == id);
    let claimed = cases.iter().flat_map(|(case, _)| case.head.shown());
    let unknown = gaps.keys().copied().chain(claimed).filter(|id| is_section_known(id) && !is_known(id));
    problems.extend(unknown.map(|id| format!("{id} is not in xtask/ids.txt")));
    problems
}

/// Ids about the module, the routes and the preprocessor are other sections of the semantics, not counted here.
fn is_section_known(id: &str) -> bool {
    !["MOD-", "X-", "P-", "M-", "C-"].iter().any(|start| id.starts_with(start))
}

fn judged(root: &Path) -> Result<Vec<(Case, Judged)>, String> {
    let all = cases::all(root)?;
    Ok(all.into_iter().map(|case| (case.clone(), Judged::new(&case, &case.options(None)))).collect())
}

/// `cargo xtask coverage`: runs all cases and prints the table.
pub fn run(root: &Path) -> Result<(), String> {
    let cases = judged(root)?;
    let own: Vec<Case> = cases.iter().map(|(case, _)| case.clone()).collect();
    let cache = crate::cache::folder("cases")?;
    let runs = runs::of(&own);
    eprintln!("{} cases, {} runs", own.len(), runs.len());
    let ended = runs::side_by_side(&runs, |run| run.end(&cache));
    let mut ran: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (run, ended) in runs.iter().zip(&ended) {
        let how = match (ended.problems.is_empty(), ended.compared) {
            (true, true) => run.python.label(),
            (true, false) => "stays static".to_owned(),
            (false, _) => format!("WRONG on {}", run.python.label()),
        };
        ran.entry(run.case.title()).or_default().push(how);
    }
    let rows = rows(&cases);
    for row in &rows {
        let named: Vec<&str> = row.rules.iter().copied().collect();
        println!("{:16} {}", row.id, if named.is_empty() { "no rule".to_owned() } else { named.join(", ") });
        for case in &row.cases {
            let title = case.title();
            let where_run = ran.get(&title).map_or_else(String::new, |list| list.join(", "));
            println!("                     {title}: {where_run}");
        }
        if row.cases.is_empty() {
            println!("                     no case");
        }
    }
    let whole = rows.iter().filter(|row| !row.rules.is_empty() && !row.cases.is_empty()).count();
    println!(
        "\n{whole} of {} ids have a rule and a case; {} are known gaps",
        rows.len(),
        entries(&gaps(root)).count()
    );
    let mut problems = problems(&rows, &gaps(root), &cases);
    let known = cases::known_to_go_wrong(root);
    let wrong = ran
        .iter()
        .filter(|(title, how)| !known.contains(title) && how.iter().any(|one| one.starts_with("WRONG")));
    problems.extend(wrong.map(|(title, _)| format!("{title}: {}", ran[title].join(", "))));
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

/// What is wrong with the lists, without running anything.
pub fn stale(root: &Path) -> Vec<String> {
    match judged(root) {
        Ok(cases) => problems(&rows(&cases), &gaps(root), &cases),
        Err(problem) => vec![problem],
    }
}

/// RULES.md: every rule with its example, and the table of ids; and the gaps that are left.
pub fn files(root: &Path) -> Result<(String, String), String> {
    let cases = judged(root)?;
    let rows = rows(&cases);
    let after = |rule: &str| {
        let ids: Vec<&str> = rows.iter().filter(|row| row.rules.contains(rule)).map(|row| row.id).collect();
        let ids = if ids.is_empty() { String::new() } else { format!("\nIds: {}.\n", ids.join(", ")) };
        ids + &cases::example::of_rule(rule, &cases).map_or_else(String::new, |text| format!("\n{text}"))
    };
    Ok((migrate_types::cli::rules_page(&after) + &table(&rows), pruned(&gaps(root), &rows)))
}

fn table(rows: &[Row<'_>]) -> String {
    let mut text = "\n# Ids\n\nEach id of the semantics with its rules and its cases. A case is built and run before and after on \
                    every CPython from the version given on, or stays static with a message.\n\n\
                    | id | about | rules | cases |\n|---|---|---|---|\n"
        .to_owned();
    for row in rows {
        let rules: Vec<String> = row.rules.iter().map(|rule| format!("`{rule}`")).collect();
        let cases: Vec<String> = row.cases.iter().map(|case| shown(case)).collect();
        let (rules, cases) = (rules.join(", "), cases.join(", "));
        let or_none = |text: String| if text.is_empty() { "none yet".to_owned() } else { text };
        text += &format!("| {} | {} | {} | {} |\n", row.id, row.about, or_none(rules), or_none(cases));
    }
    text
}

fn shown(case: &Case) -> String {
    let first = (9..=15).find(|&minor| !case.leaves_out(minor)).unwrap_or(9);
    format!("{} (3.{first}+)", case.title())
}
