//! What interpreters share through a static type, besides the type object itself: static variables that its functions use.
//!
//! Does not say whether that does harm.

use std::collections::BTreeSet;

use crate::link::{FnId, Owner, Symbol, TypeId};

use super::ModuleCx;
use super::guards;

/// The names of these variables, sorted.
pub fn through(cx: &ModuleCx, ty: TypeId) -> Vec<String> {
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
