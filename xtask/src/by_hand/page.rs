//! docs/by-hand.md.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::differences::{Difference, Judgement};
use super::{BEFORE, BY_HAND, Pair};
use crate::date;

pub fn page(pairs: &[Pair], alone: &BTreeSet<String>) -> String {
    let sources: Vec<&str> = BEFORE.iter().map(|(package, _)| *package).collect();
    let mut text = format!(
        "# Against conversions by hand\n\nWritten by `cargo xtask by-hand` on {}. The tool's migration of Modules in {}, and what \
         CPython's developers made of the\nsame types by {BY_HAND}: flags, slots, garbage collection, and how each function that \
         both have finds the module state.\n\n{} types were made by both; {} of them differ in nothing.\n\n",
        date::today(),
        sources.join(" and "),
        pairs.len(),
        pairs.iter().filter(|pair| pair.differences.is_empty()).count(),
    );
    // Writing to a string does not fail.
    for (judgement, title) in TITLES {
        let differences =
            || pairs.iter().flat_map(|pair| pair.differences.iter().map(move |one| (pair, one)));
        let of_kind: Vec<(&Pair, &Difference)> =
            differences().filter(|(_, one)| one.judgement == judgement).collect();
        let _ = writeln!(text, "## {title}: {}\n", of_kind.len());
        let mut by_rule: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (pair, one) in of_kind {
            by_rule.entry(one.why).or_default().push(line(pair, one));
        }
        for (why, lines) in by_rule {
            let _ = writeln!(text, "* {why} ({})", lines.len());
            lines.iter().for_each(|line| _ = writeln!(text, "  * {line}"));
        }
        text.push('\n');
    }
    let alone: Vec<String> = alone.iter().map(|name| format!("`{name}`")).collect();
    let _ = writeln!(text, "## Made by the tool alone: {}\n\n{}\n", alone.len(), alone.join(", "));
    text.push_str("## All pairs\n\n| type | file | flags and slots that are the same | differences |\n|---|---|---:|---:|\n");
    for pair in pairs {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            pair.name,
            pair.file,
            pair.same,
            pair.differences.len()
        );
    }
    text
}

const TITLES: [(Judgement, &str); 4] = [
    (Judgement::Unexplained, "Not explained"),
    (Judgement::TheirMistake, "The hand conversion changed what Python sees"),
    (Judgement::OursAsBefore, "Both work, ours keeps what was"),
    (Judgement::LaterChange, "CPython went on since"),
];

fn line(pair: &Pair, one: &Difference) -> String {
    let [was, ours, theirs] = one.values.each_ref().map(Option::as_deref);
    let was = was.map_or(String::new(), |was| format!("was {was}, "));
    let [ours, theirs] = [ours, theirs].map(|value| value.unwrap_or("-"));
    format!("`{}` {}: {was}ours {ours}, by hand {theirs}", pair.name, one.what)
}
