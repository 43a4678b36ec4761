//! Whether a heap type is collected: the policy of the semantics, section 3.1.

use crate::capi::builtins::{self, AsBase};
use crate::capi::version::Version;
use crate::diagnostic::Diagnostic;
use crate::facts::Refill;

use super::GcPolicy;
use super::context::{Base, TypeCx};
use super::kept;
use super::owned::{self, FieldClass, Visit};

/// How the collector comes to see a heap type's instances.
#[derive(Clone, Debug, PartialEq)]
pub enum Collection {
    /// The static type has HAVE_GC (GC-1).
    Kept,
    /// The static type has it from its base only (GC-2).
    Inherited,
    /// It gains HAVE_GC (GC-3, GC-4): what its traverse visits.
    Added { visits: Vec<Visit> },
    /// Its base of the module gains HAVE_GC, and CPython hands that on together with the base's traverse: what that visits.
    WithBase { visits: Vec<Visit> },
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
    let found = owned(cx);
    let policy = policy(cx);
    let must = match policy {
        GcPolicy::Always => true,
        // A mutable type can be made to hold its own instances (GC-3).
        GcPolicy::Policy => {
            cx.cx.settings.target.lowest < Version::of(10)
                || found.as_ref().is_ok_and(|one| !one.is_empty())
                || kept::in_state(cx)
                || kept::in_own_dict(cx)
        }
        GcPolicy::Minimal => false,
    };
    match found {
        Err(question) if policy != GcPolicy::Minimal => Err(question),
        Ok(visits) if must && !visits.is_empty() => Ok(Collection::Added { visits }),
        found => {
            let visits = found.unwrap_or_default();
            let kept = if must { Collection::Added { visits } } else { Collection::Plain };
            Ok(with_base(cx).unwrap_or(kept))
        }
    }
}

/// What a type becomes that visits nothing of its own, when its base gains HAVE_GC: a traverse of its own where there is
/// nothing else to visit, else that of the base. A traverse or clear of its own keeps CPython from handing on the base's.
fn with_base(cx: &TypeCx) -> Option<Collection> {
    let is_own = cx.field("tp_traverse").is_some() || cx.field("tp_clear").is_some();
    match decide(&cx.local_base()?).ok()? {
        Collection::Added { visits } | Collection::WithBase { visits } if is_own || visits.is_empty() => {
            Some(Collection::Added { visits: Vec::new() })
        }
        Collection::Added { visits } | Collection::WithBase { visits } => {
            Some(Collection::WithBase { visits })
        }
        _ => None,
    }
}

/// What the project says of the type, else of all types (GC-5).
fn policy(cx: &TypeCx) -> GcPolicy {
    let stated = cx.cx.statement(cx.name(), "gc").and_then(GcPolicy::of_word);
    stated.unwrap_or(cx.cx.settings.gc)
}

/// What the traverse of an instance visits, or the question that stands in the way.
pub fn owned(cx: &TypeCx) -> Result<Vec<Visit>, Diagnostic> {
    let mut visits = Vec::new();
    for (field, class) in cx.field_classes() {
        match class {
            FieldClass::Owned(found) => visits.extend(found),
            FieldClass::Unknown(why) => return Err(question(cx, &field, &why)),
            FieldClass::Borrowed | FieldClass::Plain | FieldClass::Absent(_) => {}
        }
    }
    Ok(visits)
}

/// Where the value of one of these fields is given back some time before the next one is there.
pub fn refills<'a>(cx: &TypeCx<'a>, fields: &[&str]) -> Vec<&'a Refill> {
    let Some(record) = cx.record else { return Vec::new() };
    let files = cx.cx.module.files.iter().map(|&file| &cx.cx.project.files[file]);
    let names_struct =
        |refill: &Refill| record.names.iter().any(|name| refill.names.binary_search(name).is_ok());
    let of_field = |refill: &&Refill| fields.contains(&refill.field.as_str()) && names_struct(refill);
    files.flat_map(|file| &file.refills).filter(of_field).collect()
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
        .help(answers(cx, field))
}

/// What can be said of a field in a comment.
fn answers(cx: &TypeCx, field: &str) -> String {
    let fact = cx.record.and_then(|record| record.field(field));
    let is_reference = fact.is_some_and(|fact| owned::is_reference(cx, &fact.ty));
    let answers = if is_reference { "gc=owned, gc=borrowed or gc=none" } else { "gc=borrowed or gc=none" };
    let mut help = format!("say what `{field}` holds with a comment on it: /* migrate-types: {answers} */");
    if !is_reference {
        help.push_str("; if it owns what it holds, give the type Py_TPFLAGS_HAVE_GC and a tp_traverse");
    }
    if !base_is_collected(cx) {
        help.push_str(&format!(
            "; or say types.{}.gc = \"minimal\" in the configuration, and the collector sees no more of its instances than before",
            cx.name()
        ));
    }
    help
}
