//! Whether a heap type is collected: the policy of the semantics, section 3.1.

use crate::capi::builtins::{self, AsBase};
use crate::capi::version::Version;
use crate::diagnostic::Diagnostic;

use super::GcPolicy;
use super::context::{Base, TypeCx};
use super::owned::FieldClass;

/// How the collector comes to see a heap type's instances.
#[derive(Clone, Debug, PartialEq)]
pub enum Collection {
    /// The static type has HAVE_GC (GC-1).
    Kept,
    /// The static type has it from its base only (GC-2).
    Inherited,
    /// It gains HAVE_GC (GC-3, GC-4): the fields to visit.
    Added { fields: Vec<String> },
    /// It stays outside the collector (GC-4).
    Plain,
}

impl Collection {
    pub fn is_collected(&self) -> bool {
        *self != Collection::Plain
    }
}

/// Decides for one type.
pub fn decide(cx: &TypeCx) -> Result<Collection, Diagnostic> {
    if cx.has_flag("Py_TPFLAGS_HAVE_GC") {
        return Ok(Collection::Kept);
    }
    if base_is_collected(cx) {
        return Ok(Collection::Inherited);
    }
    let classes = cx.field_classes();
    let owned: Vec<String> = classes
        .iter()
        .filter(|(_, class)| *class == FieldClass::Owned)
        .map(|(name, _)| name.clone())
        .collect();
    let must = match cx.cx.settings.gc {
        GcPolicy::Always => true,
        // A mutable type can be made to hold its own instances (GC-3).
        GcPolicy::Policy => cx.cx.settings.target.lowest < Version::of(10) || !owned.is_empty(),
        GcPolicy::Minimal => false,
    };
    let unknown = classes.iter().find_map(|(name, class)| match class {
        FieldClass::Unknown(why) => Some((name, why)),
        _ => None,
    });
    match unknown {
        Some((field, why)) if cx.cx.settings.gc != GcPolicy::Minimal => Err(question(cx, field, why)),
        _ if must => Ok(Collection::Added { fields: owned }),
        _ => Ok(Collection::Plain),
    }
}

fn base_is_collected(cx: &TypeCx) -> bool {
    match &cx.base {
        Base::Object => false,
        Base::Local(_) => cx
            .local_base()
            .is_some_and(|base| base.has_flag("Py_TPFLAGS_HAVE_GC") || base_is_collected(&base)),
        Base::Builtin { name, .. } => {
            builtins::is_exception(name) || builtins::as_base(name) == Some(AsBase::Collected)
        }
        Base::RunTime { .. } => false,
    }
}

fn question(cx: &TypeCx, field: &str, why: &str) -> Diagnostic {
    let record = cx.record.and_then(|record| record.field(field));
    let message = format!("{} has a field whose references are not followed: {field}", cx.name());
    let mut diagnostic = cx.refuse("body-collect", "A-TRAV", message);
    if let Some(fact) = record {
        diagnostic = diagnostic.at(fact.span, why);
    }
    diagnostic
        .why("a heap type's instances can be part of reference cycles, so its traverse must visit every reference it owns")
        .help(format!(
            "say what `{field}` holds with a comment on it: /* migrate-types: gc=owned|borrowed|none */"
        ))
}
