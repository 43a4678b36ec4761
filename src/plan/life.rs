//! What the functions that end an instance's life release of it, whichever helpers they leave that to.

use std::collections::BTreeSet;

use crate::capi::calls::role_of;
use crate::capi::libc;
use crate::facts::{Around, Given, MacroFact, Piece, Place, PlaceStep, pieces_seen_from};
use crate::link::FnId;
use crate::source::Span;
use crate::syntax::evaluate::Life as Branch;

use super::context::TypeCx;
use super::owned;

/// What becomes of an instance's references when it dies, or is cleared.
#[derive(Debug, Default)]
pub struct Life {
    pub releases: Vec<Gone>,
    pub handed: Vec<Lost>,
    /// What is followed into: functions that get something of the instance.
    pub entered: Vec<Entered>,
    /// All functions that are followed.
    pub functions: BTreeSet<FnId>,
    /// Whether something is released that may be the instance's, by a way that is not followed.
    pub is_lost: bool,
}

/// A reference of the instance that is given back.
#[derive(Debug)]
pub struct Gone {
    pub place: Place,
    pub around: Vec<Around>,
    /// Why it is not known when this happens.
    pub unclear: Option<&'static str>,
}

/// A function that is followed, with the first thing it gets.
#[derive(Debug)]
pub struct Entered {
    pub function: FnId,
    pub place: Place,
    pub around: Vec<Around>,
    pub unclear: Option<&'static str>,
}

/// A part of the instance that a function gets which is not followed.
#[derive(Debug)]
pub struct Lost {
    pub place: Place,
    pub to: String,
    /// Whether it is not followed because it calls itself.
    pub again: bool,
}

/// Follows the functions that end the life of a type's instances.
pub fn follow(cx: &TypeCx) -> Life {
    let mut walk = Walk { cx, life: Life::default(), under_way: Vec::new() };
    for field in ["tp_dealloc", "tp_clear", "tp_finalize", "tp_del"] {
        if let Some((id, _)) = cx.function(field) {
            let whole = Given::Value(Place { root: 0, steps: Vec::new() });
            walk.function(id, &[whole], &[], None);
        }
    }
    walk.life
}

struct Walk<'a, 'c> {
    cx: &'a TypeCx<'c>,
    life: Life,
    /// The functions that are being followed: one that calls itself is not followed.
    under_way: Vec<FnId>,
}

impl Walk<'_, '_> {
    fn function(&mut self, id: FnId, given: &[Given], around: &[Around], unclear: Option<&'static str>) {
        self.under_way.push(id);
        self.life.functions.insert(id);
        let function = self.cx.cx.project.function(id);
        let depth = loops(around);
        let Some(released) = &function.released else {
            self.life.is_lost = true;
            self.under_way.pop();
            return;
        };
        self.life.is_lost |= !released.lost.is_empty();
        for release in &released.releases {
            let Some(place) = release.place.seen_from(given, depth) else {
                self.life.is_lost |= !given.get(release.place.root).is_some_and(is_number);
                continue;
            };
            let (around, here) = seen(around, &release.around, given, depth);
            let unclear = unclear.or(release.unclear).or(here).or(self.branch(id, release.span));
            self.life.releases.push(Gone { place, around, unclear });
        }
        for handed in &released.handed {
            let (around, here) = seen(around, &handed.around, given, depth);
            let unclear = unclear.or(handed.unclear).or(here).or(self.branch(id, handed.span));
            let inner = handed.given.iter().map(|one| given_seen_from(one, given, depth)).collect();
            self.hand(id, handed.callee.as_deref(), inner, &around, unclear);
        }
        self.under_way.pop();
    }

    /// Something of the instance goes to another function.
    fn hand(
        &mut self,
        from: FnId,
        callee: Option<&str>,
        given: Vec<Given>,
        around: &[Around],
        unclear: Option<&'static str>,
    ) {
        let files = &self.cx.cx.project.files;
        let to = callee.and_then(|name| self.cx.cx.module.names.function(files, from.0, name));
        match to {
            Some(id) if !self.under_way.contains(&id) => {
                if let Some(Given::Value(place)) = given.first() {
                    let (place, around) = (place.clone(), around.to_vec());
                    self.life.entered.push(Entered { function: id, place, around, unclear });
                }
                self.function(id, &given, around, unclear);
            }
            None if callee.is_some_and(|name| releases_nothing(name) || self.is_idle_macro(name)) => {}
            _ => {
                let name = callee.unwrap_or("a function behind a pointer").to_owned();
                let lost = given.into_iter().filter_map(|one| match one {
                    Given::Value(place) | Given::Address(place) => {
                        place.field()?;
                        Some(Lost { place, to: name.clone(), again: to.is_some() })
                    }
                    _ => None,
                });
                self.life.handed.extend(lost);
            }
        }
    }

    /// Whether a name is a macro of the files that calls nothing which could release a reference.
    fn is_idle_macro(&self, name: &str) -> bool {
        let bodies = self.cx.cx.module.macros.get(name);
        let is_idle = |word: &str| {
            let is_name = word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
            let is_keyword = matches!(word, "if" | "while" | "for" | "sizeof");
            let is_idle = |id: FnId| self.is_idle(id, &mut Vec::new());
            let function = |one: &MacroFact| {
                let file = self.cx.cx.file_of(one.span)?;
                self.cx.cx.module.names.function(&self.cx.cx.project.files, file, word)
            };
            let of_module = bodies.iter().find_map(|one| function(one));
            !is_name
                || is_keyword
                || (role_of(word).is_none() && of_module.map_or_else(|| releases_nothing(word), is_idle))
        };
        let calls_nothing =
            |one: &MacroFact| one.tokens.windows(2).all(|pair| pair[1].0 != "(" || is_idle(&pair[0].0));
        !bodies.is_empty() && bodies.iter().all(|one| calls_nothing(one))
    }

    /// Whether a function, with all that it calls, releases no reference in what it gets.
    fn is_idle(&self, id: FnId, seen: &mut Vec<FnId>) -> bool {
        if seen.contains(&id) {
            return true;
        }
        seen.push(id);
        let Some(released) = &self.cx.cx.project.function(id).released else { return false };
        let names = &self.cx.cx.module.names;
        released.releases.is_empty()
            && released.lost.is_empty()
            && released.handed.iter().all(|handed| {
                let Some(callee) = handed.callee.as_deref() else { return false };
                match names.function(&self.cx.cx.project.files, id.0, callee) {
                    Some(callee) => self.is_idle(callee, seen),
                    None => releases_nothing(callee),
                }
            })
    }

    fn branch(&self, id: FnId, span: Span) -> Option<&'static str> {
        under_if(self.cx, id, span)
    }
}

/// Whether a place stands under an `#if` of its function.
pub(super) fn under_if(cx: &TypeCx, id: FnId, span: Span) -> Option<&'static str> {
    let file = &cx.cx.project.files[id.0];
    let body = cx.cx.project.function(id).body;
    let inside = file.branches.iter().any(|branch| {
        branch.life == Branch::Sometimes && body.contains(branch.content) && branch.content.contains(span)
    });
    inside.then_some("it stands under an #if")
}

/// Functions that release no reference in what they get: CPython's own, but for those that [`crate::capi::calls`] knows,
/// and the C library's.
pub(super) fn releases_nothing(name: &str) -> bool {
    name.starts_with("Py") || name.starts_with("_Py") || libc::is_stateless(name)
}

/// Whether an argument is reached from no place, so that no reference of the instance is behind it.
fn is_number(given: &Given) -> bool {
    matches!(given, Given::Pure(pieces) if !pieces.iter().any(|piece| matches!(piece, Piece::Place(_))))
}

fn loops(around: &[Around]) -> usize {
    around.iter().filter(|one| matches!(one, Around::Loop { .. })).count()
}

/// What stands around something in a helper, seen from the outermost function; and why it is not, if it is not.
fn seen(
    outer: &[Around],
    inner: &[Around],
    given: &[Given],
    depth: usize,
) -> (Vec<Around>, Option<&'static str>) {
    let mut around = outer.to_vec();
    for one in inner {
        if is_certain(one, given) {
            continue;
        }
        let pieces = match one {
            Around::If { cond: pieces, .. } | Around::Loop { bound: pieces, .. } => pieces,
        };
        let Some(pieces) = pieces_seen_from(pieces, given, depth) else {
            return (around, Some("it depends on something that is not followed"));
        };
        around.push(match one {
            Around::If { negated, .. } => Around::If { cond: pieces, negated: *negated },
            Around::Loop { counter, .. } => Around::Loop { bound: pieces, counter: counter.clone() },
        });
    }
    (around, None)
}

/// `if (info != NULL)` where `&self->info` was handed over: the member of an object is always there.
fn is_certain(around: &Around, given: &[Given]) -> bool {
    let Some(tested) = owned::tested(around).filter(|place| place.steps.is_empty()) else { return false };
    let Some(Given::Address(place)) = given.get(tested.root) else { return false };
    matches!(place.steps.last(), Some(PlaceStep::Arrow(_) | PlaceStep::Dot(_)))
}

fn given_seen_from(one: &Given, given: &[Given], depth: usize) -> Given {
    let seen = match one {
        Given::Value(place) if place.steps.is_empty() => given.get(place.root).cloned(),
        Given::Value(place) => place.seen_from(given, depth).map(Given::Value),
        Given::Address(place) => place.seen_from(given, depth).map(Given::Address),
        Given::Pure(pieces) => pieces_seen_from(pieces, given, depth).map(Given::Pure),
        Given::Other => None,
    };
    seen.unwrap_or(Given::Other)
}
