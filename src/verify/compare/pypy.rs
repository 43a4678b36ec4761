//! What PyPy shows of every heap type that is made in C, whatever a migration does.
//!
//! Measured on PyPy 7.3.11; `observe` leaves out what it never does: call tp_traverse and tp_clear, count references.

use super::{Pair, Sides};

/// Why this difference cannot be avoided; `None` when it can, or on another interpreter.
pub(super) fn reason(sides: &Sides, pair: &Pair) -> Option<&'static str> {
    if sides.after.get("probe.interpreter", sides.after.module()) != Some("pypy") {
        return None;
    }
    if pair.before.is_none() && is_offset(pair) {
        return Some("PyPy keeps the members that say offsets in the type's dict");
    }
    if pair.check == "subclass.mixed" && refused(pair.before) && !refused(pair.after) {
        return Some("PyPy does not compare the layouts of heap types");
    }
    if pair.check.starts_with("pickle.") && is_old_protocol(pair) && refused(pair.before) {
        return Some("copyreg asks for the heap flag in protocols 0 and 1");
    }
    names_the_type_otherwise(sides, pair).then_some("PyPy's messages name a heap type without its module")
}

fn refused(value: Option<&str>) -> bool {
    value.is_some_and(|value| value.starts_with("raises TypeError"))
}

fn is_old_protocol(pair: &Pair) -> bool {
    pair.subject.ends_with("protocol 0") || pair.subject.ends_with("protocol 1")
}

/// `member Box.__weaklistoffset__`, and what is seen of it.
fn is_offset(pair: &Pair) -> bool {
    let offsets = [".__weaklistoffset__", ".__dictoffset__", ".__vectorcalloffset__"];
    pair.check.starts_with("member") && offsets.iter().any(|name| pair.subject.ends_with(name))
}

/// `'kit.Node'` became `'Node'`, and nothing else changed.
fn names_the_type_otherwise(sides: &Sides, pair: &Pair) -> bool {
    let (Some(before), Some(after)) = (pair.before, pair.after) else { return false };
    let mut shortened = before.to_owned();
    for label in &sides.labels {
        let repr = sides.before.get("type.repr", label).unwrap_or_default();
        let name = repr.strip_prefix("<class '").and_then(|rest| rest.strip_suffix("'>"));
        if let Some((_, last)) = name.and_then(|name| name.rsplit_once('.')) {
            shortened = shortened.replace(name.unwrap_or_default(), last);
        }
    }
    shortened != before && shortened == after
}
