//! Whether a variable that moves into the module state owns what it holds.
//!
//! A static variable is never given back, so nothing in the source says whether it owned a reference. Only what is known
//! to own one is visited, and given back when the module goes; the rest stays as it was, and is told.

use crate::capi::borrowed;
use crate::capi::calls::{Left, Role, Steals, role_of};
use crate::capi::entries::EntryKind;
use crate::facts::{ArgKind, Call, Function, Holds, Mention, MentionKind};
use crate::link::{FnId, GlobalId, Symbol};
use crate::source::Span;

use super::ModuleCx;
use super::init;
use super::module::InitPlan;

mod items;

/// What a function puts into a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Put {
    /// A reference of its own, or nothing.
    Own,
    /// Something that belongs to somebody else.
    Borrowed,
    Unknown,
}

/// Whether the state owns what the variable holds, once the references that [`retained`] names are taken.
pub fn is_owned(cx: &ModuleCx, init: &InitPlan, id: GlobalId) -> bool {
    if cx.project.global(id).holds == Holds::Itself || cx.named_type(id).is_some() {
        return true;
    }
    if cx.is_free_list(id) {
        return false;
    }
    let in_init = init::functions(cx, init.maker());
    if dangles(cx, &in_init, id) {
        return false;
    }
    if !items::are_owned(cx, id) {
        return false;
    }
    if cx.project.global(id).holds == Holds::Vector {
        return true;
    }
    let is_released = releases(cx, id);
    writes(cx, id).all(|(function, mention)| match put(cx, function, mention) {
        Put::Own => true,
        Put::Borrowed => in_init.contains(&function) && statement(mention).is_some(),
        Put::Unknown => is_released,
    })
}

/// The statement behind which a function that runs once takes a reference to what it borrowed.
pub fn retained(cx: &ModuleCx, init: &InitPlan, function: FnId, mention: &Mention) -> Option<Span> {
    let runs_once = || init::functions(cx, init.maker()).contains(&function);
    (put(cx, function, mention) == Put::Borrowed && runs_once()).then(|| statement(mention)).flatten()
}

/// The statement that gives back what a function made for the variable and filled it with: the state owns it now, and
/// m_clear gives it back, after a failure, too.
pub fn given_back(cx: &ModuleCx, init: &InitPlan, function: FnId, mention: &Mention) -> Option<Span> {
    let facts = cx.project.function(function);
    let MentionKind::Argument { call, index: 0 } = mention.kind else { return None };
    let release = &facts.calls[call];
    let is_release = matches!(role_of(&release.callee), Some(Role::Release { leaves: Left::Dangling }));
    let Some(Symbol::Global(id)) = cx.module.names.mentioned(&cx.project.files, function, mention) else {
        return None;
    };
    if !is_release || release.anchor.nested || !init::functions(cx, init.maker()).contains(&function) {
        return None;
    }
    let fills: Vec<&Mention> =
        writes(cx, id).filter(|(at, _)| *at == function).map(|(_, fill)| fill).collect();
    let last = fills.iter().map(|fill| fill.span).max()?;
    // A reference taken since is the one that is given back: for an addition that failed, say.
    let takes = |other: &Call| match role_of(&other.callee) {
        Some(Role::Retain { .. }) => is_of(other, 0, &mention.symbol),
        Some(Role::AddToModule { value, steals }) => {
            steals != Steals::Never && is_of(other, value, &mention.symbol)
        }
        _ => false,
    };
    let is_made_here = fills.iter().all(|fill| put(cx, function, fill) == Put::Own);
    let is_last = last.start < release.span.start && !facts.calls.iter().any(takes);
    (is_made_here && is_last && is_owned(cx, init, id)).then_some(release.statement).flatten()
}

fn statement(mention: &Mention) -> Option<Span> {
    match mention.kind {
        MentionKind::Write { statement, .. } => statement,
        _ => None,
    }
}

/// The places that fill a variable.
fn writes<'a>(cx: &'a ModuleCx, id: GlobalId) -> impl Iterator<Item = (FnId, &'a Mention)> {
    mentions(cx, id).filter(|(function, mention)| match mention.kind {
        MentionKind::Write { .. } => true,
        // `PyArg_ParseTuple(args, "O", &X)` lends what it parses.
        MentionKind::Argument { call, .. } => {
            let callee = &cx.project.function(*function).calls[call].callee;
            mention.address && matches!(role_of(callee), Some(Role::Parse { .. }))
        }
        _ => false,
    })
}

pub(super) fn mentions<'a>(
    cx: &ModuleCx<'a>,
    id: GlobalId,
) -> impl Iterator<Item = (FnId, &'a Mention)> + use<'a> {
    let cx = *cx;
    cx.module.functions(cx.project).flat_map(move |function| {
        let mentions = cx.project.function(function).mentions.iter().map(move |mention| (function, mention));
        mentions.filter(move |(function, mention)| {
            cx.module.names.mentioned(&cx.project.files, *function, mention) == Some(Symbol::Global(id))
        })
    })
}

/// Whether some code gives back what the variable holds.
fn releases(cx: &ModuleCx, id: GlobalId) -> bool {
    mentions(cx, id).any(|(function, mention)| match mention.kind {
        MentionKind::Argument { call, index: 0 } => {
            let callee = &cx.project.function(function).calls[call].callee;
            matches!(role_of(callee), Some(Role::Release { .. }))
        }
        _ => false,
    })
}

/// Whether some code of a module that is up gives back what the variable holds, and leaves the pointer there: the collector
/// would follow it.
fn dangles(cx: &ModuleCx, in_init: &[FnId], id: GlobalId) -> bool {
    mentions(cx, id).any(|(function, mention)| {
        let MentionKind::Argument { call, index: 0 } = mention.kind else { return false };
        let facts = cx.project.function(function);
        let release = &facts.calls[call];
        let leaves = matches!(role_of(&release.callee), Some(Role::Release { leaves: Left::Dangling }));
        let is_last = || in_init.contains(&function) || clears(cx, function);
        let is_taken = || {
            facts.calls.iter().any(|other| {
                matches!(role_of(&other.callee), Some(Role::Retain { .. }))
                    && is_of(other, 0, &mention.symbol)
            })
        };
        let is_refilled =
            || writes(cx, id).any(|(at, fill)| at == function && fill.span.start > release.span.start);
        leaves && !is_last() && !is_taken() && !is_refilled()
    })
}

fn clears(cx: &ModuleCx, function: FnId) -> bool {
    let entries = cx.module.entries_of(function);
    entries.iter().any(|one| matches!(one.entry.kind, EntryKind::ModuleClear | EntryKind::ModuleFree))
}

fn put(cx: &ModuleCx, function: FnId, mention: &Mention) -> Put {
    let facts = cx.project.function(function);
    let MentionKind::Write { value_kind, .. } = &mention.kind else { return Put::Unknown };
    let source = source(cx, function, value_kind);
    // `X = y; Py_INCREF(X);`, or the other way round; what an addition to the module takes over does not count.
    let is_taken = match value_kind {
        ArgKind::Name(name) => balance(facts, name) >= holders(facts, name),
        _ => false,
    };
    if source != Put::Own && (is_taken || balance(facts, &mention.symbol) > 0) { Put::Own } else { source }
}

fn source(cx: &ModuleCx, function: FnId, value: &ArgKind) -> Put {
    match value {
        ArgKind::Null => Put::Own,
        ArgKind::Call(name) if borrowed::lends(name) => Put::Borrowed,
        ArgKind::Call(name) if name.starts_with("Py") || name.starts_with("_Py") => Put::Own,
        ArgKind::Call(name) if stands_for(cx, name).is_some() => {
            let callee = stands_for(cx, name).unwrap_or_default();
            source(cx, function, &ArgKind::Call(callee.to_owned()))
        }
        // By the rule of the C API, a function gives a new reference.
        ArgKind::Call(name) => match cx.module.names.function(&cx.project.files, function.0, name) {
            Some(_) => Put::Own,
            None => Put::Unknown,
        },
        ArgKind::Name(name) => local(cx, function, name),
        ArgKind::Address(_) => Put::Borrowed,
        ArgKind::Field { .. } | ArgKind::Negative | ArgKind::Str | ArgKind::Other => Put::Unknown,
    }
}

/// The function of CPython's that a macro stands for: `#define INTERN PyUnicode_InternFromString`.
fn stands_for<'a>(cx: &ModuleCx<'a>, name: &str) -> Option<&'a str> {
    let [definition] = cx.project.macros.get(name) else { return None };
    let callee = definition.tokens.first().map(|(word, _)| word.as_str())?;
    let is_call = definition.tokens.get(1).is_none_or(|(word, _)| word == "(");
    (is_call && callee.starts_with("Py")).then_some(callee)
}

/// What a name stands for: a constant of CPython's, a local variable, a parameter.
fn local(cx: &ModuleCx, function: FnId, name: &str) -> Put {
    let facts = cx.project.function(function);
    if !facts.locals.iter().any(|local| local.name == name) {
        let is_param =
            facts.params.list.iter().any(|param| param.name.as_ref().is_some_and(|known| known.text == name));
        let is_constant = name.starts_with("Py") && !is_param;
        return if is_constant || is_param { Put::Borrowed } else { Put::Unknown };
    }
    let mut fills = facts.calls.iter().filter(|call| call.result.as_deref() == Some(name)).peekable();
    let released = releases_local(facts, name);
    let returned = facts
        .returned
        .iter()
        .any(|one| matches!(&one.value, Some((_, ArgKind::Name(known))) if known == name));
    let assigned = facts.assigned.iter().filter(|(known, _)| known == name).count();
    let count = fills.clone().count();
    let by_calls = fills.peek().is_some() && assigned <= count;
    let is_shared = holders(facts, name) > 1 + balance(facts, name).max(0);
    if by_calls && !released && !returned && !is_shared && fills.all(|call| !borrowed::lends(&call.callee)) {
        Put::Own
    } else {
        Put::Unknown
    }
}

/// The variables, and elements of them, that a function puts one local variable into.
fn holders(function: &Function, name: &str) -> i32 {
    let takes = |mention: &&Mention| match &mention.kind {
        MentionKind::Write { value_kind, .. } | MentionKind::WriteItem { value_kind, .. } => {
            matches!(value_kind, ArgKind::Name(known) if known == name)
        }
        _ => false,
    };
    function.mentions.iter().filter(takes).count() as i32
}

fn releases_local(function: &Function, name: &str) -> bool {
    function
        .calls
        .iter()
        .any(|call| matches!(role_of(&call.callee), Some(Role::Release { .. })) && is_of(call, 0, name))
}

/// References that a function takes to what a name holds, less those that the module takes over.
fn balance(function: &Function, name: &str) -> i32 {
    function
        .calls
        .iter()
        .map(|call| match role_of(&call.callee) {
            Some(Role::Retain { .. }) if is_of(call, 0, name) => 1,
            Some(Role::AddToModule { value, steals })
                if steals != Steals::Never && is_of(call, value, name) =>
            {
                -1
            }
            _ => 0,
        })
        .sum()
}

fn is_of(call: &Call, at: usize, name: &str) -> bool {
    matches!(call.args.get(at).map(|arg| &arg.kind), Some(ArgKind::Name(known)) if known == name)
}
