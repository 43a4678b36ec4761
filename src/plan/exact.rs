//! Deallocs that ask whether their object is of exactly their type, and of no class derived from it (T-DEALLOC-11).
//!
//! `if (X_CheckExact(self)) PyObject_CallFinalizerFromDealloc(self);` leaves the finalizer of a subclass's instance to CPython,
//! whose own dealloc calls it. The module state, which knows the type, may be gone then. A subclass never has the type's
//! dealloc for its own: CPython gives a class its own one. So the object's type is asked for its dealloc.

use crate::capi::calls::{Role, role_of};
use crate::facts::{ArgKind, MacroFact, MentionKind, object_names};
use crate::link::{FnId, Symbol, TypeId};
use crate::source::Span;

use super::ModuleCx;
use super::context::TypeCx;
use super::routes::Routes;
use super::step::{Step, StepAt};

const AUTHOR: &str = "guard-route";

/// Such a question.
#[derive(Clone, Debug, PartialEq)]
pub struct ExactTest {
    /// All of it: `X_CheckExact(self)`.
    pub whole: Span,
    /// The object.
    pub object: String,
}

impl ModuleCx<'_> {
    /// Whether what stands at `span` needs no state: an assertion that goes, or such a question.
    pub fn is_stateless(&self, function: FnId, span: Span) -> bool {
        self.dying_assertion(function, span).is_some() || self.exact_test(function, span).is_some()
    }

    /// The question that a mention of the type, or a macro that names it, belongs to.
    pub(super) fn exact_test(&self, function: FnId, span: Span) -> Option<ExactTest> {
        let ty = self.only_type_of_dealloc(function)?;
        let facts = self.project.function(function);
        let is_type = |name: &str, file: usize| {
            self.module.names.symbol(&self.project.files, file, name) == Some(Symbol::Type(ty))
        };
        let call = facts.calls.iter().find(|call| {
            let of_type = facts.mentions.iter().any(|mention| {
                mention.whole == span && mention.address && is_type(&mention.symbol, function.0)
                    && matches!(mention.kind, MentionKind::Argument { call: at, index: 1 } if facts.calls[at].span == call.span)
            });
            match role_of(&call.callee) {
                Some(Role::TypeTest { .. }) => call.callee == "Py_IS_TYPE" && of_type,
                _ => call.name_span == span && self.asks_exactly(&call.callee, &is_type),
            }
        })?;
        let ArgKind::Name(object) = &call.args.first()?.kind else { return None };
        let own = facts.param(0)?.name.as_ref()?;
        let is_object = object_names(facts, &own.text).contains(object);
        is_object.then(|| ExactTest { whole: call.span, object: object.clone() })
    }

    /// The one type whose instances a function deallocates, when they can be of a subclass and no other type of the module
    /// has that dealloc.
    fn only_type_of_dealloc(&self, function: FnId) -> Option<TypeId> {
        let name = &self.project.function(function).name.text;
        let mut types = self.module.types.iter().filter(|&&id| {
            let fields = &self.project.type_def(id).fields;
            fields.iter().any(|one| one.field.name == "tp_dealloc" && one.value.target() == Some(name))
        });
        let (&id, None) = (types.next()?, types.next()) else { return None };
        let ty = TypeCx::new(*self, id);
        let is_own = ty.function("tp_dealloc").is_some_and(|(own, _)| own == function);
        // T-DEALLOC-7 gives it to a derived type that has none.
        let inherits = |&&other: &&TypeId| {
            let other = TypeCx::new(*self, other);
            other.function("tp_dealloc").is_none() && other.inherited("tp_dealloc").as_deref() == Some(name)
        };
        let is_entry_only = self.module.callers.get(&function).is_none_or(Vec::is_empty);
        let fits = is_own
            && is_entry_only
            && self.settings.target.limited.is_none()
            && ty.has_flag("Py_TPFLAGS_BASETYPE")
            && !self.module.types.iter().any(|other| inherits(&other));
        fits.then_some(id)
    }

    /// Whether a macro asks for exactly the type, of what it is given, and does nothing else.
    fn asks_exactly(&self, name: &str, is_type: &dyn Fn(&str, usize) -> bool) -> bool {
        let [definition] = self.module.macros.get(name) else { return false };
        let Some(file) = self.file_of(definition.span) else { return false };
        let is_it = |word: &str| is_type(word, file);
        asked(definition).is_some_and(is_it)
    }
}

/// The type of `#define X_CheckExact(o) Py_IS_TYPE(o, &X)` or `(Py_TYPE(o) == &X)`, with parentheses or without.
fn asked(definition: &MacroFact) -> Option<&str> {
    let [param] = &definition.params.as_ref()?[..] else { return None };
    let words = definition.tokens.iter().map(|(word, _)| word.as_str());
    let words: Vec<&str> = words.filter(|word| !matches!(*word, "(" | ")")).collect();
    match words[..] {
        ["Py_IS_TYPE", of, ",", "&", ty] if of == param => Some(ty),
        ["Py_TYPE", of, "==", "&", ty] if of == param => Some(ty),
        _ => None,
    }
}

/// Lets the questions be asked of the type's dealloc, in place of what was to change in them.
pub fn ask_dealloc(cx: &ModuleCx, routes: &Routes, steps: &mut Vec<StepAt>) {
    let mut found: Vec<(FnId, ExactTest)> = Vec::new();
    steps.retain(|at| match at.step {
        Step::Reach { function, whole, .. } => {
            let test = cx.exact_test(function, whole);
            let stays = test.is_none();
            found.extend(test.map(|test| (function, test)));
            stays
        }
        _ => true,
    });
    for id in cx.module.functions(cx.project) {
        let uses = cx.project.function(id).macro_uses.iter().filter(|one| routes.macros.contains(&one.name));
        found.extend(uses.filter_map(|one| Some((id, cx.exact_test(id, one.span)?))));
    }
    found.sort_by_key(|(_, test)| test.whole);
    found.dedup();
    steps.extend(found.into_iter().map(|(function, ExactTest { whole, object })| StepAt {
        step: Step::AskDealloc { function, whole, object },
        author: AUTHOR,
    }));
}
