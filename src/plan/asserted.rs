//! Assertions in functions that may run when the module state is gone (semantics, section 5.6).
//!
//! `assert(X_Check(self))` in a `tp_clear` says what CPython sees to. With a heap type it would need the state, which
//! nothing may look for there: the assertion goes.

use crate::capi::entries::StateFrom;
use crate::diagnostic::{Diagnostic, Severity};
use crate::link::FnId;
use crate::source::Span;

use super::ModuleCx;
use super::routes::Routes;
use super::step::{Step, StepAt};

const AUTHOR: &str = "guard-route";

impl ModuleCx<'_> {
    /// The whole assertion at `span`, when CPython calls the function only where the state may be gone.
    pub(super) fn dying_assertion(&self, function: FnId, span: Span) -> Option<Span> {
        let entries = self.module.entries_of(function);
        let is_dying = |from| matches!(from, StateFrom::Dying(_) | StateFrom::Finalizing(_));
        if entries.is_empty() || !entries.iter().all(|one| is_dying(one.entry.kind.state_from())) {
            return None;
        }
        let calls = self.project.function(function).calls.iter();
        let mut asserts = calls.filter(|call| call.callee == "assert" && call.span.contains(span));
        asserts.find_map(|call| call.statement)
    }
}

/// Lets such assertions go, in place of what was to change in them.
pub fn drop_dying(cx: &ModuleCx, routes: &Routes, steps: &mut Vec<StepAt>) -> Vec<Diagnostic> {
    let mut gone: Vec<Span> = Vec::new();
    steps.retain(|at| match at.step {
        Step::Reach { function, whole, .. } => {
            let assertion = cx.dying_assertion(function, whole);
            gone.extend(assertion);
            assertion.is_none()
        }
        _ => true,
    });
    for id in cx.module.functions(cx.project) {
        let uses = cx.project.function(id).macro_uses.iter().filter(|one| routes.macros.contains(&one.name));
        gone.extend(uses.filter_map(|one| cx.dying_assertion(id, one.span)));
    }
    gone.sort();
    gone.dedup();
    steps.extend(
        gone.iter().map(|&statement| StepAt { step: Step::DropStatement { statement }, author: AUTHOR }),
    );
    gone.into_iter().map(note).collect()
}

fn note(assertion: Span) -> Diagnostic {
    Diagnostic::new(Severity::Note, AUTHOR, "an assertion that would need the module state goes")
        .id("T-DEALLOC-11")
        .at(assertion, "this one")
        .why("the function may run when the module state is gone already, and nothing may look for it there")
}
