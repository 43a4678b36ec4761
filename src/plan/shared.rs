//! What interpreters share through a static type: parts of the type object, and static variables that its functions use.
//!
//! Does not say whether that does harm.

use std::collections::BTreeSet;

use crate::link::{FnId, Owner, Symbol, TypeId};
use crate::report::Sharing;

use super::ModuleCx;
use super::context::TypeCx;
use super::guards;

pub fn through(cx: &ModuleCx, ty: TypeId) -> Sharing {
    Sharing { parts: parts(cx, ty), variables: variables(cx, ty) }
}

/// What every static type has once. Classes of Python code are listed in it where it can be subclassed.
fn parts(cx: &ModuleCx, ty: TypeId) -> Vec<&'static str> {
    let mut parts = vec!["ob_refcnt", "tp_dict", "tp_weaklist", "tp_bases", "tp_mro"];
    if TypeCx::new(*cx, ty).has_flag("Py_TPFLAGS_BASETYPE") {
        parts.insert(2, "tp_subclasses");
    }
    parts
}

/// The names of the variables, sorted.
fn variables(cx: &ModuleCx, ty: TypeId) -> Vec<String> {
    let is_own = |uses: &[crate::link::EntryUse]| uses.iter().any(|one| one.owner == Owner::Type(ty));
    let entries = cx.module.entries.iter().filter(|(_, uses)| is_own(uses)).map(|(&function, _)| function);
    let reached: BTreeSet<FnId> = entries.flat_map(|entry| guards::reached(cx, entry)).collect();
    let mut names = BTreeSet::new();
    for function in reached {
        for mention in &cx.project.function(function).mentions {
            if let Some(Symbol::Global(id)) = cx.module.names.mentioned(&cx.project.files, function, mention)
            {
                names.insert(cx.project.global(id).name.text.clone());
            }
        }
    }
    names.into_iter().collect()
}
