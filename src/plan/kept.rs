//! Instances that the module state keeps: they lead to their type, the type to the module, the module to its state.
//!
//! Where the collector does not see the instance, that circle is never given back (verified on 3.10 to 3.13).

use crate::capi::calls::gives_any;
use crate::facts::{ArgKind, Holds, MentionKind};
use crate::link::{FnId, GlobalId, Symbol};

use super::ModuleCx;
use super::context::TypeCx;

/// Whether a variable that moves into the state may hold an instance of the type.
pub fn in_state(ty: &TypeCx) -> bool {
    let cx = &ty.cx;
    cx.module.globals.iter().any(|&id| {
        let global = cx.project.global(id);
        match global.holds {
            // A parked instance leads nowhere.
            Holds::Instance | Holds::Objects(_) if cx.is_free_list(id) => false,
            Holds::Instance => ty.record.is_some_and(|record| record.names.contains(&global.ty.base)),
            Holds::Objects(_) | Holds::Vector => true,
            Holds::Itself => global.made_of.as_deref() == Some(ty.name()),
            Holds::Object if global.ty.base == "PyObject" => may_hold_instance(cx, id),
            Holds::Object | Holds::Value => false,
        }
    })
}

/// Whether code puts something into the type's own dict, which may be an instance (T-DICT-3).
pub fn in_own_dict(ty: &TypeCx) -> bool {
    let reads =
        |kind: &MentionKind| matches!(kind, MentionKind::Member { field, .. } if field.text == "tp_dict");
    ty.mentions.iter().any(|(_, mention)| reads(&mention.kind))
}

fn may_hold_instance(cx: &ModuleCx, id: GlobalId) -> bool {
    cx.module.functions(cx.project).any(|function| {
        cx.project.function(function).mentions.iter().any(|mention| {
            let symbol = cx.module.names.mentioned(&cx.project.files, function, mention);
            let MentionKind::Write { value_kind, .. } = &mention.kind else { return false };
            symbol == Some(Symbol::Global(id)) && may_be_instance(cx, function, value_kind)
        })
    })
}

/// Whether a value may be an instance of a type of the module: it is made by the module, or by a call of a type.
fn may_be_instance(cx: &ModuleCx, function: FnId, value: &ArgKind) -> bool {
    match value {
        ArgKind::Call(name) if name.starts_with("Py") => gives_any(name),
        ArgKind::Null | ArgKind::Negative | ArgKind::Str => false,
        // Another variable of the module is looked at by itself.
        ArgKind::Name(name) => cx.module.names.symbol(&cx.project.files, function.0, name).is_none(),
        ArgKind::Call(_) | ArgKind::Address(_) | ArgKind::Field { .. } | ArgKind::Other => true,
    }
}
