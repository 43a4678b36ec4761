//! Counts: the ledger, how often each rule spoke, and what each stage took.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{Report, STATIC_TYPE, plain};
use crate::report::{Outcome, TypeReport, Verdict};

/// The ledger in one sentence: `found 4 static types: 3 migrated, 1 refused`.
pub(super) fn ledger(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    if !report.ledger {
        return Ok(());
    }
    let ledger = report.outcome.ledger;
    let is_migrated = |ty: &&TypeReport| matches!(ty.verdict, Verdict::Migrate(_)) && report.is_done(ty);
    let done = report.outcome.types.iter().filter(is_migrated).count();
    let parts = [
        (done, "migrated"),
        (ledger.migrated.saturating_sub(done), "to migrate"),
        (ledger.refused, "refused"),
        (ledger.already_heap, "already made from a spec"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let kind = if ledger.already_heap == 0 { "static type" } else { "type" };
    match ledger.found {
        0 => writeln!(out, "found no static types"),
        1 => writeln!(out, "found 1 {kind}: {}", parts.join(", ")),
        found => writeln!(out, "found {found} {kind}s: {}", parts.join(", ")),
    }?;
    little_gained(report, out)
}

/// What can be migrated, and gains little by it.
fn little_gained(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let is_to_do = |ty: &&TypeReport| matches!(ty.verdict, Verdict::Migrate(_)) && !report.is_done(ty);
    let to_do = report.outcome.types.iter().filter(is_to_do);
    let little = to_do.filter(|ty| ty.shared.is_little()).count();
    let gain = if little == 1 { "gains" } else { "gain" };
    match little {
        0 => Ok(()),
        _ => writeln!(
            out,
            "{little} of them {gain} little as long as one interpreter uses the module (migrate-types explain {STATIC_TYPE})"
        ),
    }
}

/// How often each rule spoke, most often first.
pub fn statistics(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let findings = report.findings();
    for finding in &findings {
        *counts.entry(finding.rule).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|&(rule, count)| (std::cmp::Reverse(count), rule));
    let width = counts.first().map_or(0, |(_, count)| count.to_string().len());
    counts.iter().try_for_each(|(rule, count)| writeln!(out, "{count:>width$}  {}", plain::line(rule)))?;
    ledger(report, out)
}

/// What each stage made, and how long it took.
pub fn trace(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    for stage in &outcome.trace {
        let millis = stage.time.as_secs_f64() * 1e3;
        writeln!(out, "{:<10} {:>8} {:<12} {millis:>9.2} ms", stage.stage, stage.count, stage.what)?;
    }
    Ok(())
}
