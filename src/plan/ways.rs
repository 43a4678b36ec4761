//! The uses of ways to the module and its state that multi-phase initialization does not have (MOD-4).

use crate::capi::calls::{Role, role_of};
use crate::diagnostic::Diagnostic;
use crate::facts::{Call, Check, MentionKind};
use crate::link::{FnId, Symbol};

use super::ModuleCx;
use super::engine::StepOf;
use super::finalizer;
use super::home::StateHome;
use super::init::refuse;
use super::module::InitPlan;
use super::routes::{Cause, Need};
use super::step::{Step, StepAt};

const AUTHOR: &str = "module-ways";

/// The steps that replace them, and what the functions with them need.
#[derive(Debug, Default)]
pub struct WayUses {
    pub steps: Vec<StepOf>,
    pub needs: Vec<(FnId, Need, Cause)>,
}

/// Finds every use.
pub fn find(cx: &ModuleCx, init: &InitPlan, home: &StateHome) -> Result<WayUses, Diagnostic> {
    let mut uses = WayUses::default();
    for id in cx.module.functions(cx.project) {
        if !home.ways.functions.contains(&id) {
            uses.calls(cx, init, home, id)?;
            uses.variables(cx, init, home, id)?;
            uses.macros(cx, home, id);
        }
    }
    uses.macro_bodies(cx, home);
    Ok(uses)
}

impl WayUses {
    fn push(&mut self, function: Option<FnId>, step: Step) {
        self.steps.push((function, StepAt { step, author: AUTHOR }));
    }

    fn calls(
        &mut self,
        cx: &ModuleCx,
        init: &InitPlan,
        home: &StateHome,
        id: FnId,
    ) -> Result<(), Diagnostic> {
        let function = cx.project.function(id);
        for call in &function.calls {
            let callee = cx.module.names.function(&cx.project.files, id.0, &call.callee);
            if callee.is_some_and(|callee| home.ways.functions.contains(&callee)) {
                self.needs.push((id, Need::State, Cause::State));
                let has_param =
                    home.existing.as_ref().is_some_and(|existing| existing.param_of(function).is_some());
                self.push(
                    Some(id),
                    match function.default_of(call.span).filter(|_| has_param) {
                        // Whoever gave NULL for the state gives the state now.
                        Some(statement) => Step::DropStatement { statement },
                        None => Step::UseState { function: id, span: call.span },
                    },
                );
            } else if let Some(Role::PerInterpreterModule { .. }) = role_of(&call.callee) {
                self.per_interpreter(cx, init, id, call)?;
            }
        }
        Ok(())
    }

    /// `PyState_FindModule`, `PyState_AddModule`, `PyState_RemoveModule`.
    fn per_interpreter(
        &mut self,
        cx: &ModuleCx,
        init: &InitPlan,
        id: FnId,
        call: &Call,
    ) -> Result<(), Diagnostic> {
        let found_again = matches!(init, InitPlan::Split(split) if split.found_again.iter().any(|span| span.contains(call.span)));
        if found_again {
            return Ok(());
        }
        if call.callee == "PyState_FindModule" {
            if let Some(steps) = finalizer::finds_module(cx, init, id, call) {
                for (function, step) in steps {
                    if let Step::GiveModule { .. } = step {
                        self.needs.push((function, Need::Module, Cause::State));
                    }
                    self.push(Some(function), step);
                }
                return Ok(());
            }
            self.needs.push((id, Need::Module, Cause::State));
            self.push(Some(id), Step::UseModule { function: id, span: call.span });
            return Ok(());
        }
        let statement = match (&call.check, call.statement) {
            (Check::If { .. }, _) => Some(call.anchor.span),
            (_, statement) => statement,
        };
        match statement {
            Some(statement) => {
                self.push(Some(id), Step::DropStatement { statement });
                Ok(())
            }
            None => {
                let message =
                    format!("{} of module {} is not a statement of its own", call.callee, cx.module.name);
                Err(refuse(message).id("R-STATE-FIND").at(call.span, "here"))
            }
        }
    }

    /// Variables that hold the module.
    fn variables(
        &mut self,
        cx: &ModuleCx,
        init: &InitPlan,
        home: &StateHome,
        id: FnId,
    ) -> Result<(), Diagnostic> {
        for mention in &cx.project.function(id).mentions {
            let symbol = cx.module.names.mentioned(&cx.project.files, id, mention);
            let is_module =
                matches!(symbol, Some(Symbol::Global(global)) if home.ways.modules.contains(&global));
            // What the creator returns is dealt with where it is taken apart.
            let is_returned = matches!(init, InitPlan::Split(split)
                if split.creator == id && split.exits.iter().any(|exit| exit.span.contains(mention.whole)));
            if !is_module || is_returned {
                continue;
            }
            match mention.kind {
                // The creation, which goes.
                MentionKind::Write { .. } => {}
                _ if mention.address => {
                    let message = format!(
                        "the address of {} is taken, which holds module {}",
                        mention.symbol, cx.module.name
                    );
                    return Err(refuse(message).at(mention.whole, "here"));
                }
                _ => {
                    self.needs.push((id, Need::Module, Cause::State));
                    self.push(Some(id), Step::UseModule { function: id, span: mention.whole });
                }
            }
        }
        Ok(())
    }

    fn macros(&mut self, cx: &ModuleCx, home: &StateHome, id: FnId) {
        for use_ in &cx.project.function(id).macro_uses {
            if home.ways.macros.contains(&use_.name) {
                self.needs.push((id, Need::State, Cause::State));
                let span = use_.parens.map_or(use_.span, |parens| use_.span.to(parens));
                self.push(Some(id), Step::UseState { function: id, span });
            }
        }
    }

    /// Ways that the bodies of macros use.
    fn macro_bodies(&mut self, cx: &ModuleCx, home: &StateHome) {
        let is_way_function = |file: usize, name: &str| {
            let function = cx.module.names.function(&cx.project.files, file, name);
            function.is_some_and(|function| home.ways.functions.contains(&function))
        };
        let mut found = Vec::new();
        for definition in cx.module.macros.iter().filter(|one| !home.ways.macros.contains(&one.name)) {
            let Some(file) = cx.file_of(definition.span) else { continue };
            for (at, (name, span)) in definition.tokens.iter().enumerate() {
                let behind = |offset: usize| definition.tokens.get(at + offset);
                if home.ways.macros.contains(name) {
                    let is_called = behind(1).is_some_and(|(open, _)| open == "(");
                    let close = behind(2).filter(|(close, _)| is_called && close == ")");
                    found.push(close.map_or(*span, |(_, end)| span.to(*end)));
                } else if is_way_function(file, name)
                    && let (Some((open, _)), Some((close, end))) = (behind(1), behind(2))
                    && open == "("
                    && close == ")"
                {
                    found.push(span.to(*end));
                }
            }
        }
        found.into_iter().for_each(|span| self.push(None, Step::UseStateInMacro { span }));
    }
}
