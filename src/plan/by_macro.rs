//! Functions that a macro calls: `#define OP(code, f) case code: if (f(self) < 0) break; continue;` inside the one function
//! that uses it.
//!
//! The macro reads what stands around it there, so it may read the state, too. It calls every function it is given alike: all
//! of them gain the parameter, or none.

use std::collections::BTreeSet;

use crate::facts::{ArgKind, MacroFact};
use crate::link::FnId;
use crate::source::Span;

use super::ModuleCx;
use super::routes::{Cause, Failure, Fetch, Need, Router};

/// The calls that a macro makes of the functions that one of its parameters stands for.
#[derive(Debug)]
pub(super) struct MacroCalls {
    /// The function that the macro is defined and used in.
    user: FnId,
    /// Where the macro is given the functions.
    given: Vec<Span>,
    members: BTreeSet<FnId>,
    /// The opening parentheses of the calls, and whether nothing stands behind them.
    opens: Vec<(Span, bool)>,
}

/// All such calls of a module.
pub(super) fn find(cx: &ModuleCx) -> Vec<MacroCalls> {
    let once = cx.module.macros.iter().filter(|one| cx.module.macros.get(&one.name).len() == 1);
    once.flat_map(|definition| of_macro(cx, definition)).collect()
}

fn of_macro(cx: &ModuleCx, definition: &MacroFact) -> Vec<MacroCalls> {
    let params = definition.params.iter().flatten().enumerate();
    let called: Vec<_> = params.filter_map(|(at, param)| Some((at, opens(definition, param)?))).collect();
    if called.is_empty() {
        return Vec::new();
    }
    let mut functions = cx.module.functions(cx.project);
    let user = functions.find(|&id| cx.project.function(id).body.contains(definition.span));
    let Some(user) = user.filter(|&user| is_used_only(cx, user, definition)) else { return Vec::new() };
    let calls = called.into_iter();
    calls.filter_map(|(at, opens)| given(cx, definition, user, at, opens)).collect()
}

/// What the macro is given for a parameter, when all of it is functions of the module.
fn given(
    cx: &ModuleCx,
    definition: &MacroFact,
    user: FnId,
    at: usize,
    opens: Vec<(Span, bool)>,
) -> Option<MacroCalls> {
    let uses = cx.project.function(user).calls.iter().filter(|call| call.callee == definition.name);
    let mut calls = MacroCalls { user, given: Vec::new(), members: BTreeSet::new(), opens };
    for call in uses {
        let arg = call.args.get(at)?;
        let ArgKind::Name(name) = &arg.kind else { return None };
        calls.members.insert(cx.module.names.function(&cx.project.files, user.0, name)?);
        calls.given.push(arg.span);
    }
    Some(calls)
}

/// Where a macro calls what a parameter stands for, when that is all it does with it.
fn opens(definition: &MacroFact, param: &str) -> Option<Vec<(Span, bool)>> {
    let word = |at: usize| definition.tokens.get(at).map_or("", |(word, _)| word.as_str());
    let places = (0..definition.tokens.len()).filter(|&at| word(at) == param);
    let opens: Option<Vec<(Span, bool)>> = places
        .map(|at| {
            let before = at.checked_sub(1).map_or("", word);
            let is_call = word(at + 1) == "(" && !matches!(before, "#" | "##" | "." | "->" | "&" | "*");
            is_call.then(|| (definition.tokens[at + 1].1, word(at + 2) == ")"))
        })
        .collect();
    opens.filter(|opens| !opens.is_empty())
}

/// Whether a macro is used in one function, and in no other macro: what it says there can be changed in its body.
pub(super) fn is_used_only(cx: &ModuleCx, function: FnId, definition: &MacroFact) -> bool {
    let name = &definition.name;
    let names = |id: FnId| cx.project.function(id).idents.binary_search(name).is_ok();
    let mut damages = cx.module.files.iter().flat_map(|&file| &cx.project.files[file].damages);
    cx.module.functions(cx.project).all(|id| id == function || !names(id))
        && !damages.any(|one| one.names.contains(name))
        && !cx.module.macros.iter().any(|one| one.name != *name && one.names(name))
}

impl Router<'_, '_> {
    /// Whether a function is called by its name and by macros of that kind, and its address goes nowhere else.
    pub(super) fn is_called_by_macros(&self, function: FnId) -> bool {
        let loose = self.cx().module.loose.get(&function).map_or(&[][..], Vec::as_slice);
        let is_given = |place: &Span| {
            self.macro_calls.iter().any(|calls| {
                calls.members.contains(&function) && calls.given.iter().any(|given| given.contains(*place))
            })
        };
        self.cx().module.entries_of(function).is_empty() && loose.iter().all(is_given)
    }

    /// Who needs the state, too, because a macro calls `function` with it: where the macro stands, and what else it calls.
    pub(super) fn beside_in_macros(
        &mut self,
        function: FnId,
        fetch: &Fetch,
        causes: &BTreeSet<Cause>,
    ) -> Vec<FnId> {
        if *fetch != Fetch::Parameter {
            return Vec::new();
        }
        let with = self.macro_calls.iter().filter(|calls| calls.members.contains(&function));
        let mut found: BTreeSet<FnId> = BTreeSet::new();
        for calls in with {
            found.insert(calls.user);
            found.extend(&calls.members);
            self.routes.in_macros.extend(calls.opens.iter().map(|&(open, empty)| (calls.user, open, empty)));
        }
        found.into_iter().filter(|&one| self.need(one, Need::State, causes.clone())).collect()
    }

    /// Whether a function holds a macro that hands the state on.
    pub(super) fn hands_on_by_macro(&self, function: FnId) -> bool {
        self.routes.in_macros.iter().any(|(user, ..)| *user == function)
    }

    /// Refuses macros of which some functions gain the parameter and some do not.
    pub(super) fn check_macro_calls(&mut self) {
        let gains = |function: &FnId| {
            self.routes
                .by_function
                .get(function)
                .is_some_and(|route| route.fetch == Fetch::Parameter && route.entry.is_none())
        };
        let takes_type = |function: &FnId| {
            self.routes.by_function.get(function).is_some_and(|route| route.fetch == Fetch::TypeParameter)
        };
        let mut failures = Vec::new();
        for calls in &self.macro_calls {
            let with = calls.members.iter().find(|one| gains(one) || takes_type(one));
            let without = calls.members.iter().find(|one| !gains(one));
            if let (Some(with), Some(without)) = (with, without) {
                let name = &self.facts(*without).name.text;
                let message = format!(
                    "{name} is called by a macro, which cannot give it the state as it gives it others"
                );
                let diagnostic = self.failure(*with, message).id("P-4").at(calls.opens[0].0, "this macro");
                failures.push(Failure { blames: self.needs[with].1.clone(), diagnostic });
            }
        }
        self.routes.failures.extend(failures);
    }
}
