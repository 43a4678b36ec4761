//! Objects that are made at compile time, as the module makes them when it comes up (AL-7).
//!
//! The object becomes a pointer in the module state. It is made right behind its type, so nothing may use it before; and
//! it can end now, so its type must leave that to CPython.

use std::collections::BTreeSet;

use crate::facts::{Holds, MentionKind};
use crate::link::{FnId, GlobalId, Symbol, TypeId};
use crate::source::Span;

use super::ModuleCx;
use super::context::TypeCx;
use super::mention::MentionCx;

impl ModuleCx<'_> {
    /// Whether a symbol is an object that is made at compile time.
    pub fn is_made(&self, symbol: Symbol) -> bool {
        matches!(symbol, Symbol::Global(id) if self.project.global(id).holds == Holds::Itself)
    }

    /// The type of such an object.
    pub fn type_of_made(&self, id: GlobalId) -> Option<TypeId> {
        let name = self.project.global(id).made_of.as_ref()?;
        match self.module.names.symbol(&self.project.files, id.0, name)? {
            Symbol::Type(ty) => Some(ty),
            Symbol::Global(_) => None,
        }
    }

    /// The objects of a type that are made at compile time.
    pub fn made_of(&self, ty: TypeId) -> impl Iterator<Item = GlobalId> {
        let globals = self.module.globals.iter().copied();
        globals.filter(move |&id| self.is_made(Symbol::Global(id)) && self.type_of_made(id) == Some(ty))
    }

    /// The object that a variable of this name is.
    pub fn made_named(&self, file: usize, name: &str) -> Option<GlobalId> {
        match self.module.names.symbol(&self.project.files, file, name)? {
            Symbol::Global(id) if self.is_made(Symbol::Global(id)) => Some(id),
            _ => None,
        }
    }
}

impl MentionCx<'_> {
    /// Whether an object that is made at compile time is meant as a whole, other than by its address or a field.
    pub fn is_copied(&self) -> bool {
        let by_field =
            matches!(self.mention.kind, MentionKind::Member { .. } | MentionKind::MemberWrite { .. });
        self.cx.is_made(self.symbol) && !self.mention.address && !by_field
    }
}

/// Whether the module can make the object itself; why not.
pub fn can_move(cx: &ModuleCx, id: GlobalId) -> Result<(), String> {
    let global = cx.project.global(id);
    let Some(ty) = cx.type_of_made(id) else { return Err("its type is not one of the module's".to_owned()) };
    if global.function.is_some() {
        return Err("it is a static variable of a function".to_owned());
    }
    let same = |other: &&GlobalId| {
        let other = cx.project.global(**other);
        other.name.text == global.name.text && other.function.is_none()
    };
    if cx.module.globals.iter().filter(same).count() > 1 {
        return Err("it is defined more than once".to_owned());
    }
    if global.conditions != cx.project.type_def(ty).conditions {
        return Err("it stands under another #if than its type".to_owned());
    }
    if !global.starts_empty {
        return Err("it has fields that are not zero".to_owned());
    }
    let ty = TypeCx::new(*cx, ty);
    for field in ["tp_dealloc", "tp_finalize", "tp_del", "tp_alloc", "tp_free", "tp_itemsize"] {
        if ty.field(field).is_some() || ty.inherited(field).is_some() {
            return Err(format!("{} has a {field}, which was never asked about it", ty.name()));
        }
    }
    Ok(())
}

/// Where something is used before `made`, a place in `function`: the functions that bring the module up run in the order
/// written. `uses` are the places in one function.
pub fn used_before(
    cx: &ModuleCx,
    init: &[FnId],
    (function, made): (FnId, u32),
    uses: &dyn Fn(FnId) -> Vec<Span>,
) -> Option<Span> {
    let users = users(cx, uses);
    let mut places = vec![(function, made)];
    let mut seen = BTreeSet::new();
    while let Some((function, made)) = places.pop() {
        let facts = cx.project.function(function);
        let own = uses(function);
        let callee = |name: &str| cx.module.names.function(&cx.project.files, function.0, name);
        let calls =
            facts.calls.iter().filter(|call| callee(&call.callee).is_some_and(|id| users.contains(&id)));
        let mut all = own.into_iter().chain(calls.map(|call| call.span));
        if let Some(early) = all.find(|span| span.start < made) {
            return Some(early);
        }
        let callers = cx.module.callers.get(&function).map_or(&[][..], Vec::as_slice);
        for &(caller, call) in callers.iter().filter(|(caller, _)| init.contains(caller)) {
            if seen.insert((caller, call)) {
                places.push((caller, cx.project.function(caller).calls[call].span.start));
            }
        }
    }
    None
}

/// Where a function names the symbol, by itself or by a macro.
pub fn uses(cx: &ModuleCx, function: FnId, symbol: Symbol) -> Vec<Span> {
    let facts = cx.project.function(function);
    let macros = macros_with(cx, cx.name(symbol));
    let own = facts
        .mentions
        .iter()
        .filter(|one| cx.module.names.mentioned(&cx.project.files, function, one) == Some(symbol));
    let by_macro = facts.macro_uses.iter().filter(|one| macros.contains(&one.name));
    own.map(|one| one.span).chain(by_macro.map(|one| one.span)).collect()
}

/// Macros that name something, by themselves or by others.
fn macros_with(cx: &ModuleCx, name: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([name.to_owned()]);
    loop {
        let names_one = |idents: &[(String, Span)]| idents.iter().any(|(ident, _)| found.contains(ident));
        let news = cx.module.macros.iter().filter(|one| !found.contains(&one.name) && names_one(&one.idents));
        let news: Vec<String> = news.map(|one| one.name.clone()).collect();
        if news.is_empty() {
            return found;
        }
        found.extend(news);
    }
}

/// The functions that use it, and all that call them.
fn users(cx: &ModuleCx, uses: &dyn Fn(FnId) -> Vec<Span>) -> BTreeSet<FnId> {
    let own = cx.module.functions(cx.project).filter(|&id| !uses(id).is_empty());
    let mut rest: Vec<FnId> = own.collect();
    let mut found = BTreeSet::new();
    while let Some(function) = rest.pop() {
        if found.insert(function) {
            let callers = cx.module.callers.get(&function).into_iter().flatten();
            rest.extend(callers.map(|(caller, _)| *caller));
        }
    }
    found
}
