//! What every heap type shows to Python code, whatever a migration does (semantics, sections 12 and 15).
//!
//! Does not know what a plan announced.

use std::collections::BTreeSet;

use super::{Observations, Pair, Sides, is_crash, pypy};

/// Why this difference cannot be avoided; `None` when it can.
pub(super) fn reason(sides: &Sides, pair: &Pair) -> Option<&'static str> {
    if is_shown_first(sides, pair) {
        return Some(SHOWN);
    }
    let member = pair.subject.rsplit_once('.').map_or("", |(_, name)| name);
    if let Some(reason) = pypy::reason(sides, pair) {
        return Some(reason);
    }
    match pair.check {
        "member" if pair.before.is_none() => new_member(sides, pair, member),
        check if check.starts_with("member.") && pair.before.is_none() => new_member(sides, pair, member),
        "member" if member == "__doc__" && is_empty_doc(pair) => Some(EMPTY_DOC),
        "type.annotations" if pair.after == Some("dict()") => {
            Some("heap types answer {} for __annotations__")
        }
        "multi.same_type" if pair.after == Some("own") => {
            Some("each module object has type objects of its own")
        }
        "new.wrong" if gained_new(sides, pair.subject) => Some(OWN_NEW),
        "use.delete_item" => suite_wording(pair),
        "new.then_use" if pair.subject.ends_with(": delete_item") => suite_wording(pair),
        "module.types" => shows_more(sides, pair),
        check if check.starts_with("pickle.") => old_pickle(sides, pair),
        check if check.starts_with("function.") || check.starts_with("module.") => {
            import_name(sides, pair).or_else(|| names_it(sides, pair))
        }
        _ => names_it(sides, pair),
    }
}

/// A static type that no `PyType_Ready` was called for is known to nobody; there is nothing to compare with.
const SHOWN: &str = "nothing led to the type before: it was never made ready";

/// The types that are no attribute of the module, and only seen after.
pub(super) fn new_types<'a>(before: &'a Observations, after: &'a Observations) -> BTreeSet<&'a str> {
    let known: BTreeSet<&str> = before.types().into_iter().collect();
    let is_new = |label: &&str| label.starts_with('<') && !known.contains(label);
    after.types().into_iter().filter(is_new).collect()
}

/// What is said of such a type alone, unless it is bad by itself.
fn is_shown_first(sides: &Sides, pair: &Pair) -> bool {
    let types = sides.types_of(pair.subject);
    let is_bad = pair.after.is_none_or(|after| is_crash(after) || after.starts_with("problem"));
    pair.before.is_none()
        && !is_bad
        && !types.is_empty()
        && types.iter().all(|ty| sides.new_types.contains(ty))
}

/// The list of the types, with such types among them.
fn shows_more(sides: &Sides, pair: &Pair) -> Option<&'static str> {
    let known = |label: &&str| !sides.new_types.contains(label);
    let (before, after) = (pair.before?.split_whitespace(), pair.after?.split_whitespace());
    before.eq(after.filter(known)).then_some(SHOWN)
}

/// A value of such a type: what it is called is all that differs.
fn names_it(sides: &Sides, pair: &Pair) -> Option<&'static str> {
    let (before, after) = (pair.before?, pair.after?);
    let mut new = sides.new_types.iter();
    new.any(|label| after.replace(&format!("<{label}>"), label) == before).then_some(SHOWN)
}

/// Entries of the type's dict that a static type does not have.
fn new_member(sides: &Sides, pair: &Pair, name: &str) -> Option<&'static str> {
    match name {
        "__module__" => Some("a heap type's dict holds __module__"),
        "__annotations__" | "__annotations_cache__" => {
            Some("asking for __annotations__ writes it into a heap type's dict")
        }
        "__vectorcalloffset__" => Some("the offset member stays in the dict"),
        "__new__" if inherits_new(sides, pair.subject) => Some(OWN_NEW),
        _ => None,
    }
}

/// A static type with an empty doc answers None for `T.__doc__`, and has an empty text in its dict.
fn is_empty_doc(pair: &Pair) -> bool {
    pair.before == Some("''") && pair.after == Some("None")
}

const EMPTY_DOC: &str = "the __doc__ of a heap type is what its dict holds: None stays None";

const OWN_NEW: &str = "an own __new__ keeps protocols 0 and 1 of pickle refused as they were";

/// The type has a `__new__` of its own now, and is rightly given one.
fn gained_new(sides: &Sides, label: &str) -> bool {
    let member = format!("{label}.__new__");
    let (before, after) = (sides.before.get("member", &member), sides.after.get("member", &member));
    before.is_none() && after.is_some() && inherits_new(sides, label)
}

/// The base is not `object` alone, whose `__new__` must not become an own one.
fn inherits_new(sides: &Sides, subject: &str) -> bool {
    let bases = sides.types_of(subject).into_iter().filter_map(|label| sides.before.get("type.bases", label));
    bases.into_iter().all(|bases| bases != "tuple(type object)")
}

/// Heap types always have the sequence and mapping suites, and so another function words the refusal.
fn suite_wording(pair: &Pair) -> Option<&'static str> {
    let same = pair.before?.replace("does not", "doesn't") == pair.after?.replace("does not", "doesn't");
    same.then_some("heap types have sequence and mapping suites, which words \"doesn't support\" otherwise")
}

/// copyreg asks for the heap flag: what cannot be called is refused in `loads` instead of `dumps`.
fn old_pickle(sides: &Sides, pair: &Pair) -> Option<&'static str> {
    let old = pair.subject.ends_with("protocol 0") || pair.subject.ends_with("protocol 1");
    let barred = |label: &str| {
        let call = format!("{label}()");
        let refused = |value: Option<&str>| value.is_some_and(|value| value.contains("cannot create"));
        refused(sides.before.get("type.call", &call)) && refused(sides.after.get("type.call", &call))
    };
    let types = sides.types_of(pair.subject);
    let refused_before = pair.before.is_some_and(|value| value.starts_with("raises TypeError"));
    let holds = old && refused_before && !types.is_empty() && types.into_iter().all(barred);
    holds.then_some("protocols 0 and 1 of pickle refuse a heap type that cannot be called only when loading")
}

/// A module of single-phase initialization has the name its definition says, one of multi-phase initialization the name
/// it is imported by; so do the messages of its functions.
fn import_name(sides: &Sides, pair: &Pair) -> Option<&'static str> {
    let name = |side: &super::Observations| {
        let shown = side.get("module.attribute", "__name__")?;
        Some(shown.trim_matches('\'').to_owned())
    };
    let (old, new) = (name(sides.before)?, name(sides.after)?);
    let renamed = old != new && new == sides.after.module();
    let same = pair.before?.replace(&old, &new) == pair.after?;
    (renamed && same).then_some("a module of multi-phase initialization has the name it is imported by")
}
