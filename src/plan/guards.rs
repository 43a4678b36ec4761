//! Variables that say whether others are filled: `static int imported;` beside `static PyObject *BaseClass;`, or beside a
//! type that is readied under it.
//!
//! What is filled moves into the module state, and is empty again in the next module; so must be what says that it is
//! filled, or the next module would not fill it.

use std::collections::{BTreeMap, BTreeSet};

use crate::capi::calls::{Left, Role, role_of};
use crate::diagnostic::Diagnostic;
use crate::facts::{Holds, MentionKind};
use crate::link::{FnId, GlobalId, Symbol};

use super::ModuleCx;
use super::made;
use super::second_name;
use super::table;
use super::vector;

/// One such variable.
#[derive(Debug)]
pub struct Guard {
    pub variable: GlobalId,
    /// What may be filled under it.
    pub fills: BTreeSet<Symbol>,
}

/// Every number that a function reads which, by itself or by what it calls, sets it and fills an object variable, or
/// readies a type behind.
pub fn find(cx: &ModuleCx) -> Vec<Guard> {
    let writes: BTreeMap<FnId, BTreeSet<GlobalId>> =
        cx.module.functions(cx.project).map(|id| (id, written(cx, id))).collect();
    let mut guards: BTreeMap<GlobalId, BTreeSet<Symbol>> = BTreeMap::new();
    for function in cx.module.functions(cx.project) {
        let read = read(cx, function);
        if read.is_empty() {
            continue;
        }
        let set: BTreeSet<GlobalId> =
            reached(cx, function).iter().filter_map(|id| writes.get(id)).flatten().copied().collect();
        let (numbers, objects): (Vec<GlobalId>, Vec<GlobalId>) =
            set.into_iter().partition(|&id| cx.project.global(id).holds == Holds::Value);
        for number in numbers.into_iter().filter(|number| read.contains(number)) {
            let filled = guards.entry(number).or_default();
            filled.extend(objects.iter().map(|&id| Symbol::Global(id)));
            filled.extend(readied_under(cx, function, number));
        }
    }
    for list in cx.free_lists() {
        if let Some(count) = list.count {
            guards.entry(count).or_default().extend([Symbol::Global(list.list), Symbol::Type(list.ty)]);
        }
    }
    let guards = guards.into_iter().filter(|(_, fills)| !fills.is_empty());
    guards.map(|(variable, fills)| Guard { variable, fills }).collect()
}

fn mentioned<'a>(
    cx: &'a ModuleCx,
    function: FnId,
) -> impl Iterator<Item = (GlobalId, &'a crate::facts::Mention)> {
    cx.project.function(function).mentions.iter().filter_map(move |mention| {
        match cx.module.names.mentioned(&cx.project.files, function, mention) {
            Some(Symbol::Global(id)) => Some((id, mention)),
            _ => None,
        }
    })
}

/// What a function assigns to, or gives the address of away.
fn written(cx: &ModuleCx, function: FnId) -> BTreeSet<GlobalId> {
    let calls = &cx.project.function(function).calls;
    let writes = |mention: &crate::facts::Mention| match mention.kind {
        MentionKind::Write { .. } | MentionKind::WriteItem { .. } => true,
        // `Py_XSETREF(x, value)`
        MentionKind::Argument { call, index: 0 } => {
            mention.address
                || matches!(role_of(&calls[call].callee), Some(Role::Release { leaves: Left::Other }))
        }
        _ => mention.address,
    };
    mentioned(cx, function).filter(|(_, mention)| writes(mention)).map(|(id, _)| id).collect()
}

/// The numbers that a function reads, other than to fill the number itself.
fn read(cx: &ModuleCx, function: FnId) -> BTreeSet<GlobalId> {
    let reads = mentioned(cx, function).filter(|(id, mention)| {
        cx.project.global(*id).holds == Holds::Value && !matches!(mention.kind, MentionKind::Write { .. })
    });
    let mut count: BTreeMap<GlobalId, usize> = BTreeMap::new();
    reads.for_each(|(id, _)| *count.entry(id).or_default() += 1);
    let facts = cx.project.function(function);
    count.retain(|&id, count| *count > facts.reads_to_fill(&cx.project.global(id).name.text));
    count.into_keys().collect()
}

/// The types that are readied behind the first place where a function reads a number: they may hang on it.
fn readied_under(cx: &ModuleCx, function: FnId, number: GlobalId) -> BTreeSet<Symbol> {
    let reads =
        mentioned(cx, function).filter(|(id, _)| *id == number).map(|(_, mention)| mention.span.start);
    let Some(first) = reads.min() else { return BTreeSet::new() };
    let own = readied_in(cx, function).into_iter().filter(|(place, _)| *place > first);
    let calls = cx.project.function(function).calls.iter().filter(|call| call.span.start > first);
    let callees =
        calls.filter_map(|call| cx.module.names.function(&cx.project.files, function.0, &call.callee));
    let behind: BTreeSet<FnId> = callees.flat_map(|callee| reached(cx, callee)).collect();
    let others = behind.into_iter().flat_map(|callee| readied_in(cx, callee));
    own.chain(others).map(|(_, symbol)| symbol).collect()
}

/// The types that a function readies itself, each with the place.
fn readied_in(cx: &ModuleCx, function: FnId) -> Vec<(u32, Symbol)> {
    let facts = cx.project.function(function);
    let mut found = Vec::new();
    for mention in &facts.mentions {
        let MentionKind::Argument { call, index: 0 } = mention.kind else { continue };
        let readies =
            matches!(role_of(&facts.calls[call].callee), Some(Role::Ready | Role::InitStructSequence));
        let symbol = cx.module.names.mentioned(&cx.project.files, function, mention);
        if let Some(symbol @ Symbol::Type(_)) = symbol.filter(|_| readies) {
            found.push((mention.span.start, symbol));
        }
    }
    for &ty in &cx.module.types {
        let walked = table::readies(cx, ty).filter(|(walker, _)| *walker == function);
        found.extend(walked.map(|(_, statement)| (statement.start, Symbol::Type(ty))));
    }
    found
}

/// A function with all that it calls, directly or not.
pub(super) fn reached(cx: &ModuleCx, function: FnId) -> BTreeSet<FnId> {
    let mut found = BTreeSet::from([function]);
    let mut rest = vec![function];
    while let Some(next) = rest.pop() {
        for call in &cx.project.function(next).calls {
            if let Some(callee) = cx.module.names.function(&cx.project.files, next.0, &call.callee)
                && found.insert(callee)
            {
                rest.push(callee);
            }
        }
    }
    found
}

/// Whether a variable can be a field of the state; why not.
pub fn can_move(cx: &ModuleCx, id: GlobalId) -> Result<(), Diagnostic> {
    let global = cx.project.global(id);
    let name = &global.name;
    let refuse = |why: &str| {
        Diagnostic::refusal("mention-variable", format!("{} stays as it is: {why}", name.text))
            .id("MOD-5")
            .subject(&name.text)
            .at(name.span, "this variable")
    };
    if let Some(word) = global.special {
        return Err(refuse(&format!("it is {word}, and would not be so in the module state")));
    }
    if global.holds == Holds::Itself {
        made::can_move(cx, id).map_err(|why| refuse(&why).id("AL-7"))?;
    }
    if global.holds == Holds::Vector {
        vector::can_move(cx, id).map_err(|why| refuse(&why))?;
    }
    if let Some(ty) = cx.named_type(id) {
        return second_name::can_move(cx, id, ty).map_err(|why| refuse(&why));
    }
    if !global.starts_empty {
        return Err(refuse("it does not start as zero, as a module state does"));
    }
    if let Some(declared) = cx.exported(&name.text) {
        let refusal = refuse("it is exported to other libraries, which may use it by its address");
        return Err(refusal.id("R-EXPORTED").at(declared, "declared here"));
    }
    let includes = cx.project.includes.iter().flatten().flatten();
    let included: BTreeSet<usize> = includes.copied().collect();
    let sources = cx.module.files.iter().filter(|file| !included.contains(file));
    let is_object = matches!(global.ty.base.as_str(), "PyObject" | "PyTypeObject");
    if matches!(global.holds, Holds::Objects(_)) && !is_object && !cx.is_free_list(id) {
        return Err(refuse("it is an array of instances, and no free list that is followed"));
    }
    let has_struct = !matches!(global.holds, Holds::Value) && !is_object;
    if has_struct && sources.count() > 1 {
        return Err(refuse("its type is not known to every file that would see the module state"));
    }
    let record = cx.project.record(cx.module, &global.ty.base);
    let is_there = record.is_some_and(|record| cx.comes_first(record)) || cx.tag_ahead(id).is_some();
    if has_struct && !is_there {
        return Err(refuse("its struct is not defined ahead of all functions, as the module state must be"));
    }
    Ok(())
}
