//! Variables that hold a type's address from compile time on, and nothing else ever: second names of the type.
//!
//! Such a variable becomes a field of the module state, which is filled right behind the type.

use crate::facts::{ArgKind, Holds, MentionKind};
use crate::link::{GlobalId, Symbol, TypeId};

use super::{Isolation, ModuleCx};

impl ModuleCx<'_> {
    /// The type that a variable at file level starts with: `PyObject *x = (PyObject *)&X_Type;`
    pub fn named_type(&self, id: GlobalId) -> Option<TypeId> {
        let global = self.project.global(id);
        let Some((_, ArgKind::Address(name))) = &global.init else { return None };
        let is_pointer = global.holds == Holds::Object && global.function.is_none();
        match self.module.names.symbol(&self.project.files, id.0, name)? {
            Symbol::Type(ty) if is_pointer => Some(ty),
            _ => None,
        }
    }

    /// The variables that are second names of a type.
    pub fn second_names(&self, ty: TypeId) -> impl Iterator<Item = GlobalId> {
        let globals = self.module.globals.iter().copied();
        globals.filter(move |&id| self.named_type(id) == Some(ty))
    }

    /// The type with whose second name a variable shares its name.
    pub fn second_name(&self, file: usize, variable: &str) -> Option<GlobalId> {
        match self.module.names.symbol(&self.project.files, file, variable)? {
            Symbol::Global(id) if self.named_type(id).is_some() => Some(id),
            _ => None,
        }
    }
}

/// Whether a second name can be a field of the state; why not.
pub fn can_move(cx: &ModuleCx, id: GlobalId, ty: TypeId) -> Result<(), String> {
    let (global, type_name) = (cx.project.global(id), cx.name(Symbol::Type(ty)));
    if cx.isolation() == Isolation::Types {
        return Err("it is filled at compile time".to_owned());
    }
    let is_confirmed = cx.statement(type_name, "exported") == Some("confirm");
    if cx.exported(&global.name.text).is_some() && !is_confirmed {
        return Err("other libraries may use it by its address".to_owned());
    }
    if global.conditions != cx.project.type_def(ty).conditions {
        return Err("it stands under another #if than its type".to_owned());
    }
    let symbol = Symbol::Global(id);
    let changes = cx.module.functions(cx.project).any(|function| {
        cx.project.function(function).mentions.iter().any(|mention| {
            let is_change = mention.address || matches!(mention.kind, MentionKind::Write { .. });
            is_change && cx.module.names.mentioned(&cx.project.files, function, mention) == Some(symbol)
        })
    });
    if changes {
        return Err("it may hold something else later".to_owned());
    }
    Ok(())
}
