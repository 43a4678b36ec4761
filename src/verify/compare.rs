//! Compares what the probes saw before and after, and says of each difference what it is.
//!
//! Does not build or run anything.

use std::collections::BTreeSet;
use std::fmt;

use super::observe::Observations;

mod announced;
mod pypy;
mod unavoidable;

pub use announced::{Announced, is_known_drift};

/// What a difference is, from bad to good.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// It breaks the promise of the migration.
    Failure,
    /// The plan told of it; the drift's id.
    Announced(String),
    /// Every heap type has it (semantics, section 12); why.
    Unavoidable(&'static str),
    /// The migration mends something.
    Improvement,
}

/// One thing that is not after as it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub class: Class,
    /// The probe's name: `type.doc`, `life.references`.
    pub check: String,
    /// What it looked at: `Box`, `Box.swap`.
    pub subject: String,
    /// `None` when there was nothing to see.
    pub before: Option<String>,
    pub after: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "(nothing)".to_owned());
        write!(f, "{} {}: {} -> {}", self.check, self.subject, side(&self.before), side(&self.after))
    }
}

/// All differences between two sets of observations, in order of check and subject.
pub fn compare(before: &Observations, after: &Observations, announced: &[Announced]) -> Vec<Difference> {
    let sides = Sides::new(before, after, announced);
    if !before.imported() || !after.imported() {
        // Whatever else is missing follows from that.
        return sides.difference("import", before.module()).into_iter().collect();
    }
    let keys: BTreeSet<_> = before.values.keys().chain(after.values.keys()).collect();
    keys.into_iter().filter_map(|(check, subject)| sides.difference(check, subject)).collect()
}

/// Both sets of observations, and what helps to judge them.
pub(super) struct Sides<'a> {
    before: &'a Observations,
    after: &'a Observations,
    announced: &'a [Announced],
    /// Of both sides, longest first.
    labels: Vec<&'a str>,
    /// See [`unavoidable::new_types`]: asked for of each difference, and a module may have hundreds of types.
    new_types: BTreeSet<&'a str>,
}

/// One pair of values under judgement.
pub(super) struct Pair<'a> {
    check: &'a str,
    subject: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
}

impl<'a> Sides<'a> {
    fn new(before: &'a Observations, after: &'a Observations, announced: &'a [Announced]) -> Sides<'a> {
        let labels: BTreeSet<&str> = before.types().into_iter().chain(after.types()).collect();
        let mut labels: Vec<&str> = labels.into_iter().collect();
        labels.sort_by_key(|label| std::cmp::Reverse(label.len()));
        let new_types = unavoidable::new_types(before, after);
        Sides { before, after, announced, labels, new_types }
    }

    fn difference(&self, check: &str, subject: &str) -> Option<Difference> {
        let (before, after) = (self.before.get(check, subject), self.after.get(check, subject));
        let pair = Pair { check, subject, before, after };
        let class = self.class(&pair)?;
        let own = |value: Option<&str>| value.map(str::to_owned);
        Some(Difference {
            class,
            check: check.to_owned(),
            subject: subject.to_owned(),
            before: own(before),
            after: own(after),
        })
    }

    /// `None` when there is no difference worth telling.
    fn class(&self, pair: &Pair) -> Option<Class> {
        if pair.before == pair.after {
            // Nothing at all was compared: that is no success.
            let barred = pair.check == "import" && pair.after != Some("ok");
            return barred.then_some(Class::Failure);
        }
        // The way to an instance is found anew on each side; what follows from it tells of itself.
        if pair.check.starts_with("life.") && pair.before.is_none() && pair.after == Some("ok") {
            return None;
        }
        if pair.after.is_none() && self.is_lost_with_its_instance(pair) {
            return None;
        }
        if is_improvement(pair) {
            return Some(Class::Improvement);
        }
        let known = unavoidable::reason(self, pair).map(Class::Unavoidable);
        Some(
            known.or_else(|| announced::covering(self, pair).map(Class::Announced)).unwrap_or(Class::Failure),
        )
    }

    /// Nothing is seen of an instance where none can be made any more, which is told once.
    fn is_lost_with_its_instance(&self, pair: &Pair) -> bool {
        let made = |side: &Observations, label| side.get("probe.instance", label) == Some("made");
        let of_type = |label: &&str| self.after.get("type.repr", label).is_some();
        let types = self.types_of(pair.subject);
        types
            .iter()
            .filter(|label| of_type(label))
            .any(|label| made(self.before, label) && !made(self.after, label))
            && !["type.", "member", "flag."].iter().any(|start| pair.check.starts_with(start))
    }

    /// The labels of the types a subject speaks of: `Box.swap` of `Box`, `Box, Token` of both.
    fn types_of(&self, subject: &str) -> Vec<&'a str> {
        let parts = subject.split(", ");
        let of_part = |part: &str| self.labels.iter().copied().find(|label| names(part, label));
        let mut found: Vec<&str> = parts.filter_map(of_part).collect();
        found.dedup();
        found
    }
}

/// `part` is `label`, or goes on after it with something that is no part of a name.
fn names(part: &str, label: &str) -> bool {
    let rest = part.strip_prefix(label);
    rest.is_some_and(|rest| {
        !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_' || next == '#')
    })
}

/// The process did not survive the probe.
pub(super) fn is_crash(value: &str) -> bool {
    ["crash: ", "hang: ", "exit: "].iter().any(|start| value.starts_with(start))
}

fn is_improvement(pair: &Pair) -> bool {
    let (Some(before), Some(after)) = (pair.before, pair.after) else { return false };
    let judged = pair.check.starts_with("life.") || pair.check.starts_with("multi.own_lock");
    if is_crash(before) && !is_crash(after) {
        return !judged || after == "ok";
    }
    match pair.check {
        "multi.interpreters" if before.starts_with("raises ") => after == "nothing is shared",
        "multi.interpreters" => before.starts_with("shared: ") && shares_less(before, after),
        _ => judged && after == "ok",
    }
}

fn shares_less(before: &str, after: &str) -> bool {
    let shared = |value: &str| -> BTreeSet<String> {
        value
            .strip_prefix("shared: ")
            .into_iter()
            .flat_map(|list| list.split(", "))
            .map(str::to_owned)
            .collect()
    };
    !after.starts_with("raises") && shared(after).is_subset(&shared(before))
}
