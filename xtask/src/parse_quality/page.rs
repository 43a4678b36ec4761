//! The counts in words: for a terminal, and as a page to be committed.

use std::fmt::Write;

use super::{Count, Kind, Report};
use crate::{cache, date};

/// Counts of one part, with the lines about what is not understood.
fn part(report: &Report, apart: bool) -> (Vec<(Kind, &Count)>, Vec<String>) {
    let counts = report.counts.iter().filter(|((a, _), _)| *a == apart);
    let missed = report.missed.iter().filter(|missed| missed.0 == apart).map(|(_, kinds, text)| {
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.title()).collect();
        format!("{text} [{}]", kinds.join(", "))
    });
    (counts.map(|((_, kind), count)| (*kind, count)).collect(), missed.collect())
}

fn percent(part: usize, all: usize) -> f64 {
    100.0 * part as f64 / all as f64
}

/// Everything, and each item that is not understood.
pub fn terminal(report: &Report) -> String {
    let mut text = String::new();
    for apart in [false, true] {
        let (counts, missed) = part(report, apart);
        if counts.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{}{}", report.title, if apart { ", listed apart" } else { "" });
        let _ = writeln!(
            text,
            "{:28} {:>7} {:>10} {:>8} {:>7} {:>8} {:>7}",
            "kind", "n", "understood", "%", "lossy", "stock %", "silent"
        );
        for (kind, count) in counts {
            let _ = writeln!(
                text,
                "{:28} {:>7} {:>10} {:>8.3} {:>7} {:>8.1} {:>7}",
                kind.title(),
                count.all,
                count.understood,
                percent(count.understood, count.all),
                count.lossy,
                percent(count.stock, count.all),
                count.silent
            );
        }
        missed.iter().for_each(|line| _ = writeln!(text, "  {line}"));
        text.push('\n');
    }
    text
}

const HEAD: &str = "\
An item is *understood* when its tree has no error, is one node of the expected kind over exactly its bytes, agrees with the
lexer on entries, fields and statements, and no name of a type is lost. An edit depends on understood items only; the others are left
alone, with the reason. `stock` is the share that tree-sitter-c reads right in the raw file, judged in the same way; `silent` counts
what it reads wrong without an error node.

Wanted: all of every kind but \"any function\", and 99.9 % there. \"Any other item\" (includes, prototypes, macros at top level)
has no bar: no edit depends on it.
";

/// Writes docs/parse-quality.md.
pub fn keep(reports: &[Report]) -> Result<(), String> {
    let mut text = format!(
        "# How much of CPython's C is understood\n\nWritten by `cargo xtask parse-quality --keep` on {}, with tree-sitter-c as locked in \
         Cargo.lock.\n\n{HEAD}",
        date::today()
    );
    reports.iter().for_each(|report| text.push_str(&section(report)));
    let path = crate::root().join("docs").join("parse-quality.md");
    cache::make(path.parent().unwrap_or(&path))?;
    cache::publish(&path, text.as_bytes())?;
    eprintln!("written: {}", path.display());
    Ok(())
}

fn section(report: &Report) -> String {
    let (counts, missed) = part(report, false);
    let mut text = format!("\n## {}: Modules, Objects, Python\n\n", report.title);
    text.push_str("| kind | n | understood | % | stock % | silent |\n|---|---:|---:|---:|---:|---:|\n");
    for (kind, count) in counts {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {:.2} | {:.1} | {} |",
            kind.title(),
            count.all,
            count.understood,
            percent(count.understood, count.all),
            percent(count.stock, count.all),
            count.silent
        );
    }
    let functions = missed.iter().filter(|line| !line.ends_with("[any other item]"));
    let functions: Vec<String> = functions.map(|line| format!("* `{}`\n", line.replace('`', "'"))).collect();
    if !functions.is_empty() {
        let _ = write!(text, "\nNot understood, other items aside:\n\n{}", functions.concat());
    }
    let (apart, _) = part(report, true);
    if let Some((_, count)) = apart.iter().find(|(kind, _)| *kind == Kind::AnyFunction) {
        let _ = writeln!(
            text,
            "\nBundled code, apart ({}): {} of {} functions understood.",
            super::BUNDLED.join(", "),
            count.understood,
            count.all
        );
    }
    text
}
