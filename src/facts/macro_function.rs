//! Functions that a macro writes: the facts of the macro's body, with what every use makes of its words.

use foldhash::HashSet;

use crate::source::Sources;
use crate::syntax::ast::Name;
use crate::syntax::unit::Unit;
use crate::syntax::written::{Word, Written};

use super::calls::{ArgKind, Call};
use super::function::Function;
use super::macros::Macros;
use super::mentions::MentionKind;
use super::survey::Interest;

/// The macro that writes a function, and the names of all the functions that it writes.
#[derive(Clone, Debug, PartialEq)]
pub struct ByMacro {
    pub name: Name,
    pub functions: Vec<String>,
}

/// The macros among those of `units` that more than one file has to do with.
pub(super) fn beyond_a_file(sources: &Sources, units: &[Unit], macros: &Macros) -> HashSet<String> {
    let written = units.iter().flat_map(Unit::written);
    let is_beyond = |one: &Written| {
        let name = one.name.text.as_str();
        let others = units.iter().filter(|unit| unit.file() != one.name.span.file);
        let names = |unit: &Unit| {
            let file = sources.get(unit.file());
            unit.idents_in(file, file.span()).any(|(ident, _)| ident == name.as_bytes())
        };
        macros.get(name).len() != 1
            || macros.iter().any(|other| other.names(name))
            || others.into_iter().any(names)
    };
    written.filter(|one| is_beyond(one)).map(|one| one.name.text.clone()).collect()
}

/// Whether a body can be read by its words: no parameter hides what matters, and no pasted word is CPython's.
pub(super) fn is_plain(written: &Written, interest: &Interest) -> bool {
    let hides = |name: &str| {
        interest.knows(name) || interest.functions.contains(name) || interest.macros.contains(name)
    };
    let is_api = |name: &String| name.starts_with("Py") || name.starts_with("_Py");
    let mut made = written.words.iter().filter(|word| !word.made.is_empty());
    made.all(|word| !hides(&word.text) && !word.made.iter().any(is_api))
}

/// Gives each call of a made name the functions that it calls, one for each use; returns the names of interest that are
/// made otherwise, which nobody could follow.
pub(super) fn spread(function: &mut Function, written: &Written, interest: &Interest) -> Vec<String> {
    let made: Vec<&Word> = written.words.iter().filter(|word| !word.made.is_empty()).collect();
    let own = function.name.span;
    function.by_macro = Some(ByMacro { name: written.name.clone(), functions: written.functions().to_vec() });
    let mut lost = Vec::new();
    for word in made.iter().filter(|word| word.span != own) {
        let call = function.facts.calls.iter().position(|call| call.name_span == word.span);
        let interesting = word.made.iter().filter(|name| matters(name, interest));
        match call {
            Some(call) => lost.extend(call_each(function, call, word)),
            None => lost.extend(interesting.cloned()),
        }
    }
    for arg in function.facts.calls.iter_mut().flat_map(|call| &mut call.args) {
        if let Some(word) = made.iter().find(|word| arg.span.contains(word.span)) {
            let may_be_null = word.span == arg.span && word.made.iter().any(|text| is_null(text));
            arg.kind = if may_be_null { ArgKind::Null } else { ArgKind::Other };
        }
    }
    lost
}

fn matters(name: &str, interest: &Interest) -> bool {
    interest.knows(name)
        || interest.functions.contains(name)
        || interest.macros.contains(name)
        || interest.methods.contains(name)
}

fn is_null(text: &str) -> bool {
    super::is_null_word(text) || text == "0"
}

/// The call as one of each function. What is handed to more than one cannot be told apart, and is returned.
fn call_each(function: &mut Function, at: usize, word: &Word) -> Vec<String> {
    let mut names: Vec<&String> = Vec::new();
    word.made.iter().for_each(|name| {
        if !names.contains(&name) {
            names.push(name)
        }
    });
    let Some((first, others)) = names.split_first() else { return Vec::new() };
    let calls = &mut function.facts.calls;
    calls[at].callee = (*first).clone();
    let clone = |name: &&String| Call { callee: (*name).clone(), ..calls[at].clone() };
    let clones: Vec<Call> = others.iter().map(clone).collect();
    calls.extend(clones);
    let handed = function.facts.mentions.iter().filter(|one| {
        !others.is_empty() && matches!(one.kind, MentionKind::Argument { call, .. } if call == at)
    });
    let uses = function.facts.function_uses.iter().filter(|one| {
        !others.is_empty() && one.callee.as_ref().is_some_and(|(callee, _)| *callee == word.text)
    });
    handed.map(|one| one.symbol.clone()).chain(uses.map(|one| one.name.clone())).collect()
}
